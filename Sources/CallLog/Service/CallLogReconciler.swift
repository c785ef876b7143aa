/// Finishes calls whose outcome nobody waited for: looks for our record in the CRM, adopts it, or writes it again once
/// it certainly will not come any more (reliability.md 4.4).
public struct CallLogReconciler: Sendable {
    /// How often an idle process looks for due rows of others.
    public static let interval = Duration.seconds(1)
    private static let turnLease = "reconciler"
    private static let batch = 64
    private static let concurrency = 16

    let store: any Store
    let adapters: AdapterRegistry
    let credentials: CredentialKeeper
    let claims: CallLogClaims
    let time: any TimeSource
    let policy: CallLogPolicy

    /// Works on every row that is due, if no other process of the group is at it.
    ///
    /// - Returns: How many rows were worked on.
    @discardableResult
    public func reconcileDue() async throws(StoreError) -> Int {
        let now = time.now()
        let isIdle = try await store.read { store throws(StoreError) in
            try store.dueCallLogs(at: now, limit: 1).isEmpty
        }
        if isIdle { return 0 }
        let (owner, lease) = (claims.random.hexText(12), policy.lease)
        let isOurTurn = try await store.write { store throws(StoreError) in
            if let turn = try store.lease(Self.turnLease), turn.until > now { return false }
            try store.setLease(Lease(owner: owner, until: now + lease), name: Self.turnLease)
            return true
        }
        guard isOurTurn else { return 0 }
        let due = try await store.read { store throws(StoreError) in
            try store.dueCallLogs(at: now, limit: Self.batch)
        }
        // Side by side, so that one CRM that hangs does not hold up the calls of all others.
        await withTaskGroup(of: Void.self) { group in
            for (index, row) in due.enumerated() {
                if index >= Self.concurrency { await group.next() }
                group.addTask { await reconcile(row.key) }
            }
        }
        try await store.write { store throws(StoreError) in
            if try store.lease(Self.turnLease)?.owner == owner { try store.setLease(nil, name: Self.turnLease) }
        }
        return due.count
    }

    /// Works on one row; does nothing while another holds it. A failure leaves it undecided and due again.
    public func reconcile(_ key: CallLogKey) async {
        await ignoringFailure { () async throws(StoreError) in
            guard let takeover = try await claims.takeOver(key) else { return }
            if case .later(let reason, let limit) = await decide(takeover) {
                try await claims.postpone(takeover.claim, reason: reason, until: limit)
            }
        }
    }

    /// Settles a call that is not logged with a record that a person found in the CRM.
    ///
    /// - Returns: `false` if another row of the tenant holds the record, or this row is logged already.
    public func resolve(_ key: CallLogKey, as id: CRMLogID) async throws(StoreError) -> Bool {
        try await claims.resolve(key, as: id)
    }

    private enum Outcome {
        case decided
        /// Still open; to be looked at again when the back-off says, or at the limit if that is sooner.
        case later(reason: String, until: Timestamp? = nil)
    }

    private func decide(_ takeover: CallLogClaims.Takeover) async -> Outcome {
        let row = takeover.record
        do throws(CallLogRefusal) {
            if time.now() - row.claimedAt > policy.giveUp {
                try await settle(takeover.claim, .failed(reason: "given-up"))
                return .decided
            }
            guard let draft = takeover.draft else { return .later(reason: "draft-unreadable") }
            let user = try await stored { () throws(StoreError) in
                try await store.read { store throws(StoreError) in
                    try store.user(row.userID, platform: row.key.tenant.platform)
                }
            }
            guard let user, user.accessToken != nil else { return .later(reason: "user-not-found") }
            guard let adapter = adapters[row.key.tenant.platform] else { return .later(reason: "platform-not-offered") }
            let call = CRMCall(
                time: time,
                timeoutOfOneCall: policy.crmTimeout,
                timeoutOfAllCalls: policy.timeoutOfAllCalls
            )
            let context = CRMContext(user: try await credentials.fresh(user, adapter, call), call: call)
            if row.lastSend != nil, let outcome = try await look(for: draft, takeover, adapter, context) {
                return outcome
            }
            await resend(draft, takeover.claim, adapter, context)
            return .decided
        } catch {
            return .later(reason: error.description)
        }
    }

    /// Looks for our record; `nil` if it is not there and is to be written.
    private func look(
        for draft: CallLogDraft,
        _ takeover: CallLogClaims.Takeover,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async throws(CallLogRefusal) -> Outcome? {
        guard let looker = adapter as? any CallLogReconciling else { return .later(reason: "cannot-look") }
        let key = takeover.claim.key
        let trustsSession = try await stored { () throws(StoreError) in try await !claims.hasTwin(key) }
        let found = try await credentials.perform(context, adapter) { context async throws(CRMError) in
            try await looker.callLogs(
                matching: draft,
                claimedAt: takeover.record.claimedAt,
                trustingSession: trustsSession,
                in: context
            )
        }
        FaultPoint.afterFind.pass()
        let adoption = try await stored { () throws(StoreError) in
            try await claims.adopt(takeover.claim, from: found, trustedSession: trustsSession)
        }
        switch adoption {
        case .adopted(_, let extras):
            for extra in extras {
                await ignoringFailure { () async throws(CallLogRefusal) in
                    try await credentials.perform(context, adapter) { context async throws(CRMError) in
                        try await looker.deleteCallLog(extra, in: context)
                    }
                }
            }
            return .decided
        case .lost: return .decided
        case .wait(let limit): return .later(reason: "twin-under-way", until: limit)
        case .nothingFound:
            guard let lastSend = takeover.record.lastSend, time.now() - lastSend < policy.quiet else { return nil }
            return .later(reason: "not-found-yet")
        }
    }

    private func resend(
        _ draft: CallLogDraft,
        _ claim: CallLogClaims.Claim,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async {
        let writer = ClaimedWriter(
            claims: claims,
            credentials: credentials,
            time: time,
            policy: policy,
            keepsTrying: true
        )
        let call = CRMCall(
            time: time,
            timeoutOfOneCall: policy.crmTimeout,
            timeoutOfAllCalls: policy.timeoutOfAllCalls
        )
        // The writer settles the row whatever happens, so there is nothing left to postpone.
        _ = await writer.write(draft, claim, adapter, CRMContext(user: context.user, call: call))
    }

    private func settle(
        _ claim: CallLogClaims.Claim,
        _ verdict: CallLogClaims.Verdict
    ) async throws(CallLogRefusal) {
        _ = try await stored { () throws(StoreError) in try await claims.settle(claim, verdict) }
    }
}
