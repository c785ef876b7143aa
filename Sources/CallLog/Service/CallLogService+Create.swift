import StrictJSON

extension CallLogService {
    /// A call to be logged, as the client described it.
    public struct NewCallLog: Sendable {
        /// The call itself.
        public var call: Call
        /// The texts that go with it.
        public var content: CallContent
        /// Whom to log it on; `nil` is refused with ``CallLogRefusal/contactNotFound(number:)``.
        public var contact: CallContact?
        /// Which RingCentral extension logs it.
        public var identity: ExtensionIdentity
        /// Form values by manifest field (contract 3.4).
        public var additionalSubmission: JSONObject
        /// Hash of the RingCentral account, if the request names it.
        public var hashedAccountID: String?
        /// What tells a repeat of this request from another one.
        public var requestDigest: [UInt8]

        /// - Parameter requestDigest: SHA-256 of what was asked.
        public init(
            call: Call,
            content: CallContent,
            contact: CallContact?,
            identity: ExtensionIdentity,
            additionalSubmission: JSONObject = [:],
            hashedAccountID: String? = nil,
            requestDigest: [UInt8]
        ) {
            self.call = call
            self.content = content
            self.contact = contact
            self.identity = identity
            self.additionalSubmission = additionalSubmission
            self.hashedAccountID = hashedAccountID
            self.requestDigest = requestDigest
        }
    }

    /// Logs a call in the user's CRM and returns the CRM's id of the record.
    ///
    /// Durable before anything leaves the machine, exactly one record whatever repeats or crashes (reliability.md 4).
    /// A second request for the same call is refused with ``CallLogRefusal/alreadyLogged(_:as:)``.
    public func createCallLog(
        _ new: NewCallLog,
        session sessionID: CallSessionID,
        as user: CRMUser
    ) async throws(CallLogRefusal) -> CRMLogID {
        let adapter = try adapter(of: user)
        let key = CallLogKey(
            tenant: user.tenant,
            sessionID: sessionID,
            owner: new.identity.owner(for: user.id)
        )
        let known = try await lookUp(sessionID, new, user)
        if let row = known.row {
            // Only connecting again can finish what is undecided: say so.
            if user.isRevoked, row.state.isUndecided { throw .sessionRevoked }
            if let row = try await settledOther(row) { throw Self.refusal(for: row, sessionID) }
        }
        guard let contact = new.contact else {
            throw .contactNotFound(number: new.call.contactParty?.phoneNumber)
        }

        let call = startCall()
        let user = try await credentials.fresh(user, adapter, call)
        let (draft, fingerprint) = try draft(new, sessionID, contact, known, adapter, user)
        let request = CreateRequest(
            key: key,
            identity: new.identity,
            userID: user.id,
            digest: new.requestDigest,
            payloadDigest: hashing.digest(draft.recognisablePart),
            noteFingerprint: fingerprint,
            telephonySessionID: new.call.telephonySessionID
        )

        FaultPoint.beforeClaim.pass()
        while true {
            switch try await stored({ () throws(StoreError) in try await claims.claim(request, draft: draft) }) {
            case .mine(let claim):
                FaultPoint.afterClaim.pass()
                return try await write(draft, claim, adapter, CRMContext(user: user, call: call))
            case .taken(let row):
                // Failed or gone in the meantime: the call is free, claim it.
                guard let row = try await settledOther(row) else { continue }
                throw Self.refusal(for: row, sessionID)
            }
        }
    }

    /// What the store knows that a new log depends on.
    private struct Known: Sendable {
        /// The row this call has already.
        var row: CallLogRecord?
        /// The note typed during the call.
        var cachedNote: String?
        var settings: ComposerSettings
    }

    private func lookUp(
        _ session: CallSessionID,
        _ new: NewCallLog,
        _ user: CRMUser
    ) async throws(CallLogRefusal) -> Known {
        let now = time.now()
        return try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                let rows = try store.callLogs(of: [session], tenant: user.tenant).filter(\.state.blocksCreate)
                let note = try store.cachedNote(session: session, user: user.id, tenant: user.tenant)
                return Known(
                    row: new.identity.match(among: rows, for: user.id),
                    cachedNote: note.flatMap { $0.expiresAt > now ? $0.text : nil },
                    settings: try Self.composerSettings(of: user, account: new.hashedAccountID, in: store)
                )
            }
        }
    }

    /// Sends the draft under the claim, settles the row and only then answers.
    private func write(
        _ draft: CallLogDraft,
        _ claim: CallLogClaims.Claim,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async throws(CallLogRefusal) -> CRMLogID {
        let writer = ClaimedWriter(claims: claims, credentials: credentials, time: time, policy: policy)
        switch await writer.write(draft, claim, adapter, context) {
        case .logged(let id):
            FaultPoint.beforeReply.pass()
            return id
        case .loggedByOther(let id): throw .alreadyLogged(draft.sessionID, as: id)
        case .refused(let refusal): throw refusal
        }
    }

    /// The other row once it is decided; `nil` if the call turned out to be free.
    private func settledOther(_ row: CallLogRecord) async throws(CallLogRefusal) -> CallLogRecord? {
        guard row.state.isUndecided else { return row }
        guard let row = try await waitUntilDecided(row, for: policy.waitForCreate), row.state.blocksCreate else {
            return nil
        }
        return row
    }

    private static func refusal(for row: CallLogRecord, _ session: CallSessionID) -> CallLogRefusal {
        if row.state == .done, let id = row.crmLogID { return .alreadyLogged(session, as: id) }
        return row.state == .unknown ? .outcomeUnknown : .beingLogged
    }

    private func draft(
        _ new: NewCallLog,
        _ sessionID: CallSessionID,
        _ contact: CallContact,
        _ known: Known,
        _ adapter: any CRMAdapter,
        _ user: CRMUser
    ) throws(CallLogRefusal) -> (CallLogDraft, NoteFingerprint?) {
        var content = new.content
        if (content.note ?? "").isEmpty { content.note = known.cachedNote }
        let subject = content.subject.flatMap { $0.isEmpty ? nil : $0 } ?? Self.subject(new.call, contact)
        let body = composer.compose(
            CallLogComposer.Input(
                format: adapter.bodyFormat,
                call: new.call,
                content: content,
                contactPhoneNumber: contact.phoneNumber.isEmpty ? nil : contact.phoneNumber,
                settings: known.settings,
                timeZoneName: user.timeZoneName,
                timeZoneOffset: user.timeZoneOffset,
                byteLimit: adapter.bodyLimitInBytes
            )
        )
        try checkLength(of: body, adapter)
        let draft = CallLogDraft(
            sessionID: sessionID,
            contact: contact,
            direction: new.call.direction,
            subject: subject,
            body: body.text,
            note: content.note ?? "",
            startTime: new.call.startTime.flatMap { Timestamp(callTime: $0) },
            durationInSeconds: new.call.durationInSeconds,
            additionalSubmission: new.additionalSubmission,
            hashedAccountID: new.hashedAccountID ?? user.hashedAccountID
        )
        return (draft, body.noteFingerprint)
    }

    /// The title of a call whose form had none (contract 11.1); the number stands in for a missing name.
    private static func subject(_ call: Call, _ contact: CallContact) -> String {
        let who = contact.name.isEmpty ? contact.phoneNumber : contact.name
        return call.direction == .inbound ? "Inbound Call from \(who)" : "Outbound Call to \(who)"
    }
}

extension CallLogDraft {
    /// What a CRM record of this draft can be recognised by, as bytes.
    var recognisablePart: [UInt8] {
        let value: JSONValue = [
            "contact": .string(contact.id.rawValue),
            "start": startTime.map { .integer($0.milliseconds) } ?? .null,
            "duration": durationInSeconds.map { .integer($0) } ?? .null,
            "subject": .string(subject),
            "body": .string(body),
        ]
        return value.encoded
    }
}
