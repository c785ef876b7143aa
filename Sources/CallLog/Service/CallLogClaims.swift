/// Who may act on a row: the rules of claiming, stamping, settling and leasing, each one transaction.
///
/// A claim is a row with a fence and a lease. Whoever holds the newest fence may act until the lease ends; a holder
/// that was stopped too long finds a newer fence and has lost. Nothing leaves the machine before the claim is durable.
struct CallLogClaims: Sendable {
    /// The right to act on a row.
    struct Claim: Sendable {
        var key: CallLogKey
        var fence: Int64
        var leaseOwner: String
        var leaseUntil: Timestamp
        var claimedAt: Timestamp
        /// Until then a request that writes may leave without another stamp.
        var stampedUntil: Timestamp
    }

    enum ClaimResult: Sendable {
        case mine(Claim)
        /// Logged already, or being logged by another request.
        case taken(CallLogRecord)
    }

    enum Verdict: Sendable {
        case done(CRMLogID)
        /// Certainly not executed.
        case failed(reason: String)
        case unknown(reason: String)
    }

    enum SettleResult: Sendable {
        case settled
        /// Another owner holds the row, or another row holds the record.
        case lost(CallLogRecord?)
    }

    let store: any Store
    let time: any TimeSource
    let random: any RandomSource
    let policy: CallLogPolicy

    /// Claims the row for a new draft, or says who has it; the identity lookup is part of the same transaction.
    func claim(_ request: CreateRequest, draft: CallLogDraft) async throws(StoreError) -> ClaimResult {
        let (now, leaseOwner, operation) = (time.now(), random.hexText(12), random.hexText(12))
        let policy = policy
        // What goes out within a moment of the claim was announced by it; a commit less for nearly every call.
        let stampedUntil = now + policy.stampLife
        return try await store.write { store throws(StoreError) in
            let rows = try store.callLogs(of: [request.key.sessionID], tenant: request.key.tenant)
            let blocking = rows.filter(\.state.blocksCreate)
            if let row = request.identity.match(among: blocking, for: request.userID) { return .taken(row) }
            let old = rows.first { $0.key == request.key }
            if let old, old.state.blocksCreate { return .taken(old) }
            let record = CallLogRecord(
                key: request.key,
                operationID: "cl-\(operation)",
                state: .pending,
                fence: (old?.fence ?? 0) + 1,
                leaseOwner: leaseOwner,
                leaseUntil: now + policy.lease,
                claimedAt: now,
                lastSend: stampedUntil,
                dueAt: now + policy.lease,
                requestDigest: request.digest,
                payloadDigest: request.payloadDigest,
                userID: request.userID,
                identity: request.identity,
                telephonySessionID: request.telephonySessionID,
                contactID: draft.contact.id,
                noteFingerprint: request.noteFingerprint,
                createdAt: old?.createdAt ?? now,
                updatedAt: now
            )
            try store.put(record)
            try store.setDraft(draft, of: request.key)
            return .mine(Claim(record, leaseOwner: leaseOwner, stampedUntil: stampedUntil))
        }
    }

    /// Marks that a request that writes is about to leave, and renews the lease; nothing to do right after the claim.
    ///
    /// - Returns: `nil` if the claim is lost: then nothing may be sent.
    func stamp(_ claim: Claim) async throws(StoreError) -> Claim? {
        let (now, policy) = (time.now(), policy)
        if now < claim.stampedUntil { return claim }
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key), row.isHeld(by: claim), row.state.isUndecided,
                row.leaseUntil > now
            else { return nil }
            row.lastSend = now
            row.leaseUntil = now + policy.lease
            row.dueAt = row.leaseUntil
            row.updatedAt = now
            try store.put(row)
            return Claim(row, leaseOwner: claim.leaseOwner)
        }
    }

    /// Writes down what became of the claim.
    func settle(_ claim: Claim, _ verdict: Verdict) async throws(StoreError) -> SettleResult {
        let now = time.now()
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key) else { return .lost(nil) }
            guard row.fence == claim.fence, row.state.isUndecided else {
                // A resend by the new owner was refused, yet our own write took place: the record is real, and ours
                // unless another row adopted it.
                if case .done(let id) = verdict, row.state == .failed,
                    try store.callLog(holding: id, tenant: row.key.tenant) == nil
                {
                    try Self.finish(&row, as: id, at: now, in: store)
                    return .settled
                }
                return .lost(row)
            }
            switch verdict {
            case .done(let id):
                if let holder = try store.callLog(holding: id, tenant: row.key.tenant), holder.key != row.key {
                    // A row with an equal payload adopted this very record: look for that row's own record instead.
                    row.postpone(at: now, reason: "record-adopted", next: now)
                    try store.put(row)
                    return .lost(row)
                }
                try Self.finish(&row, as: id, at: now, in: store)
                FaultPoint.insideSettle.pass()
            case .failed(let reason):
                row.fail(at: now, reason: reason)
                try store.put(row)
                try store.setDraft(nil, of: row.key)
            case .unknown(let reason):
                row.postpone(at: now, reason: reason, next: now + CallLogPolicy.delay(afterAttempts: row.attempts))
                try store.put(row)
            }
            return .settled
        }
    }

    /// Makes the row one of a logged call: what was kept to log it has served.
    static func finish(
        _ row: inout CallLogRecord,
        as id: CRMLogID,
        at now: Timestamp,
        in store: any StoreWriter
    ) throws(StoreError) {
        row.finish(as: id, at: now)
        try store.put(row)
        try store.setDraft(nil, of: row.key)
        try store.setCachedNote(nil, session: row.key.sessionID, user: row.userID, tenant: row.key.tenant)
    }

    /// The row as it stands.
    func record(_ key: CallLogKey) async throws(StoreError) -> CallLogRecord? {
        try await store.read { store throws(StoreError) in try store.callLog(key) }
    }
}

extension CallLogClaims.Claim {
    /// - Parameter stampedUntil: Default: the claim carries no stamp.
    init(_ record: CallLogRecord, leaseOwner: String, stampedUntil: Timestamp? = nil) {
        self.init(
            key: record.key,
            fence: record.fence,
            leaseOwner: leaseOwner,
            leaseUntil: record.leaseUntil,
            claimedAt: record.claimedAt,
            stampedUntil: stampedUntil ?? record.claimedAt
        )
    }
}

extension CallLogRecord {
    func isHeld(by claim: CallLogClaims.Claim) -> Bool {
        fence == claim.fence && leaseOwner == claim.leaseOwner
    }

    mutating func releaseLease(at now: Timestamp) {
        leaseOwner = nil
        // Not now: a clock that is set back would give the lease new life.
        leaseUntil = Timestamp(milliseconds: 0)
        updatedAt = now
    }

    fileprivate mutating func finish(as id: CRMLogID, at now: Timestamp) {
        state = .done
        crmLogID = id
        payloadDigest = nil
        dueAt = nil
        failure = nil
        releaseLease(at: now)
    }

    mutating func fail(at now: Timestamp, reason: String) {
        state = .failed
        payloadDigest = nil
        dueAt = nil
        failure = reason
        releaseLease(at: now)
    }

    /// - Parameter counts: Whether this makes the next pause longer.
    mutating func postpone(at now: Timestamp, reason: String, next: Timestamp, counts: Bool = true) {
        state = .unknown
        failure = reason
        dueAt = next
        if counts { attempts += 1 }
        releaseLease(at: now)
    }
}
