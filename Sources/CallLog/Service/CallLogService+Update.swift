import StrictJSON

extension CallLogService {
    /// A change to a logged call; absent parts stay as they are.
    public struct CallLogChange: Sendable {
        /// What is known of the call now.
        public var call: Call
        /// The texts to be changed.
        public var content: CallContent
        /// Which RingCentral extension logged it.
        public var identity: ExtensionIdentity
        /// Form values by manifest field (contract 3.4).
        public var additionalSubmission: JSONObject
        /// Hash of the RingCentral account, if the request names it.
        public var hashedAccountID: String?

        /// A change without further form values or account, unless said otherwise.
        public init(
            call: Call,
            content: CallContent,
            identity: ExtensionIdentity,
            additionalSubmission: JSONObject = [:],
            hashedAccountID: String? = nil
        ) {
            self.call = call
            self.content = content
            self.identity = identity
            self.additionalSubmission = additionalSubmission
            self.hashedAccountID = hashedAccountID
        }
    }

    /// How long a note shown to a person may be cleared by an empty one.
    static let clearingWindow = Duration.seconds(3600)

    /// Applies a change to the CRM's record and returns its id with the note as it now stands.
    ///
    /// Updates of one record follow one another. The existing body is read first; if it cannot be read, nothing is
    /// written to it.
    public func updateCallLog(
        _ change: CallLogChange,
        session: CallSessionID,
        as user: CRMUser
    ) async throws(CallLogRefusal) -> (CRMLogID, note: String) {
        let adapter = try adapter(of: user)
        let replacesNote = !(change.content.note ?? "").isEmpty
        return try await changingRecord(session, change.identity, user, replacesNote: replacesNote) {
            row,
            id,
            claim,
            context async throws(CallLogRefusal) in
            let existing: CRMCallLog
            do throws(CallLogRefusal) {
                existing = try await credentials.perform(context, adapter) { context async throws(CRMError) in
                    try await adapter.loadCallLog(id, in: context)
                }
            } catch {
                if case .crm(let error) = error, error.reason != .logMissing { throw .bodyUnreadable(error) }
                throw error
            }
            let body = try await body(change, over: existing, row, adapter, context.user)
            try checkLength(of: body, adapter)
            let revision = CallLogRevision(
                subject: change.content.subject.flatMap { $0.isEmpty ? nil : $0 },
                body: body.text == existing.body ? nil : body.text,
                startTime: change.call.startTime.flatMap { Timestamp(callTime: $0) },
                durationInSeconds: change.call.durationInSeconds,
                additionalSubmission: change.additionalSubmission,
                hashedAccountID: change.hashedAccountID ?? context.user.hashedAccountID
            )
            guard try await stored({ () throws(StoreError) in try await claims.renewIfNeeded(claim) }) else {
                throw .recordBusy
            }
            try await credentials.perform(context, adapter) { context async throws(CRMError) in
                try await adapter.updateCallLog(id, applying: revision, in: context)
            }
            let note = composer.note(in: body.text, format: adapter.bodyFormat, fingerprint: body.noteFingerprint)
            return ((id, note), wrote: body.noteFingerprint)
        }
    }

    /// Stores dispositions beside a logged call (contract section 6); nothing to store is success.
    public func setDisposition(
        _ values: JSONObject,
        session: CallSessionID,
        identity: ExtensionIdentity,
        as user: CRMUser
    ) async throws(CallLogRefusal) -> CRMLogID {
        let adapter = try adapter(of: user)
        guard let writer = adapter as? any DispositionWriting else {
            throw .dispositionsNotSupported(user.platform)
        }
        return try await changingRecord(session, identity, user) {
            row,
            id,
            _,
            context async throws(CallLogRefusal) in
            try await credentials.perform(context, adapter) { context async throws(CRMError) in
                try await writer.setDisposition(values, on: id, in: context)
            }
            return (id, wrote: row.noteFingerprint)
        }
    }

    /// Runs `body` while holding the record's lease, whatever other requests and processes want of it.
    ///
    /// - Parameter replacesNote: Whether the note that the user typed during the call is out of date afterwards.
    private func changingRecord<Value: Sendable>(
        _ session: CallSessionID,
        _ identity: ExtensionIdentity,
        _ user: CRMUser,
        replacesNote: Bool = false,
        _ body: (CallLogRecord, CRMLogID, CallLogClaims.Claim, CRMContext) async throws(CallLogRefusal)
            -> (Value, wrote: NoteFingerprint?)
    ) async throws(CallLogRefusal) -> Value {
        let adapter = try adapter(of: user)
        let end = time.now() + policy.waitForUpdate
        var pause = Duration.milliseconds(5)
        while true {
            let (found, _) = try await loggedRow(of: session, identity, user)
            let leased = try await stored { () throws(StoreError) in try await claims.lease(found.key) }
            guard let (claim, row) = leased else {
                guard time.now() < end else { throw .recordBusy }
                await time.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(80))
                continue
            }
            guard let id = row.crmLogID else { continue }
            do throws(CallLogRefusal) {
                let call = startCall()
                let user = try await credentials.fresh(user, adapter, call)
                let (value, fingerprint) = try await body(row, id, claim, CRMContext(user: user, call: call))
                try await stored { () throws(StoreError) in
                    try await claims.release(claim, wrote: fingerprint, replacingNoteOf: replacesNote ? user.id : nil)
                }
                return value
            } catch {
                if case .crm(let crm) = error, crm.reason == .logMissing, row.userID == user.id {
                    try await stored { () throws(StoreError) in try await claims.markGone(row.key, holding: id) }
                } else {
                    await ignoringFailure { () async throws(StoreError) in try await claims.release(claim) }
                }
                if case .crm(let crm) = error, crm.reason == .logMissing, row.userID != user.id {
                    // Another user's record may be hidden from this one: that is no deletion.
                    throw .crm(CRMError(.notPermitted, from: crm.platform, status: crm.status))
                }
                throw error
            }
        }
    }

    private func body(
        _ change: CallLogChange,
        over existing: CRMCallLog,
        _ row: CallLogRecord,
        _ adapter: any CRMAdapter,
        _ user: CRMUser
    ) async throws(CallLogRefusal) -> ComposedBody {
        var call = change.call
        call.sessionID = row.key.sessionID
        let (settings, noteShownAt) = try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                (
                    try Self.composerSettings(of: user, account: change.hashedAccountID, in: store),
                    try store.noteShownAt(row.key, user: user.id)
                )
            }
        }
        return composer.compose(
            CallLogComposer.Input(
                format: adapter.bodyFormat,
                existing: existing.body,
                call: call,
                content: change.content,
                settings: settings,
                timeZoneName: user.timeZoneName,
                timeZoneOffset: user.timeZoneOffset,
                clearNote: clearsNote(change, shownAt: noteShownAt),
                noteFingerprint: row.noteFingerprint,
                byteLimit: adapter.bodyLimitInBytes
            )
        )
    }

    /// Whether an empty note means "remove it": only from an edit form (it has a subject) whose user was sent the
    /// note within the last hour; the client's background updates send empty notes too.
    private func clearsNote(_ change: CallLogChange, shownAt: Timestamp?) -> Bool {
        guard change.content.note == "", !(change.content.subject ?? "").isEmpty else { return false }
        return shownAt.map { $0 > time.now() - Self.clearingWindow } ?? false
    }
}
