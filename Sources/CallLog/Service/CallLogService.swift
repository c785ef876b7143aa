import StrictJSON

/// Logs calls: once, on the right record, never lost.
///
/// Knows the rules and no transport: HTTP stands above, the CRM and the store behind protocols. Its methods live in
/// one file per operation.
public struct CallLogService: Sendable {
    let store: any Store
    let adapters: AdapterRegistry
    let composer: CallLogComposer
    let hashing: any IdentifierHashing
    let time: any TimeSource
    let policy: CallLogPolicy
    let credentials: CredentialKeeper
    let claims: CallLogClaims

    /// - Parameters:
    ///   - store: Keeps the claims; shared by all processes that serve the same users.
    ///   - adapters: The CRMs; a user of any other is refused.
    ///   - composer: Writes the bodies; give it a digest, or notes are found by guessing.
    ///   - hashing: Makes digests of payloads.
    ///   - time: The clock of leases, the same in all processes.
    ///   - random: Names operations and owners of leases.
    ///   - policy: Deadlines and waiting times.
    public init(
        store: any Store,
        adapters: AdapterRegistry,
        composer: CallLogComposer,
        hashing: any IdentifierHashing,
        time: any TimeSource,
        random: any RandomSource = SystemRandom(),
        policy: CallLogPolicy = CallLogPolicy()
    ) {
        self.store = store
        self.adapters = adapters
        self.composer = composer
        self.hashing = hashing
        self.time = time
        self.policy = policy
        self.credentials = CredentialKeeper(store: store, time: time, random: random)
        self.claims = CallLogClaims(store: store, time: time, random: random, policy: policy)
    }

    func adapter(of user: CRMUser) throws(CallLogRefusal) -> any CRMAdapter {
        guard let adapter = adapters[user.platform] else { throw .platformNotOffered(user.platform) }
        return adapter
    }

    /// Refuses a body that the CRM would refuse: the note is never cut.
    func checkLength(of body: ComposedBody, _ adapter: any CRMAdapter) throws(CallLogRefusal) {
        guard let limit = adapter.bodyLimitInBytes, body.text.utf8.count > limit else { return }
        throw .noteTooLong(adapter.platform, limitInBytes: limit)
    }

    /// The clocks of one request's CRM calls.
    func startCall() -> CRMCall {
        CRMCall(time: time, timeoutOfOneCall: policy.crmTimeout, timeoutOfAllCalls: policy.timeoutOfAllCalls)
    }

    /// The user's settings merged with the account's (contract 13.1).
    static func composerSettings(
        of user: CRMUser,
        account: String?,
        in store: any StoreReader
    ) throws(StoreError) -> ComposerSettings {
        guard let hash = account ?? user.hashedAccountID else {
            return ComposerSettings(user: user.settings, account: [:])
        }
        return ComposerSettings(user: user.settings, account: try store.accountSettings(hash) ?? [:])
    }

    /// Waits until nobody works on the row any more, or the time is over; a crashed owner's row is recovered here.
    ///
    /// - Returns: The row as last seen.
    func waitUntilDecided(_ row: CallLogRecord, for patience: Duration) async throws(CallLogRefusal)
        -> CallLogRecord?
    {
        let end = time.now() + patience
        var row: CallLogRecord? = row
        var pause = Duration.milliseconds(10)
        while let current = row, current.state.isUndecided {
            let now = time.now()
            if current.leaseUntil <= now, current.dueAt.map({ $0 <= now }) ?? true {
                await reconciler.reconcile(current.key)
            } else if current.state == .unknown, (current.dueAt ?? end) > end {
                return current
            } else if now >= end {
                return current
            } else {
                await time.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(100))
            }
            row = try await stored { () throws(StoreError) in try await claims.record(current.key) }
            if time.now() >= end { return row }
        }
        return row
    }

    /// What finishes the calls that were left undecided.
    public var reconciler: CallLogReconciler {
        CallLogReconciler(
            store: store,
            adapters: adapters,
            credentials: credentials,
            claims: claims,
            time: time,
            policy: policy
        )
    }
}
