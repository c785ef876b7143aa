/// Taking over what a crashed or slow owner left undecided.
extension CallLogClaims {
    struct Takeover: Sendable {
        var claim: Claim
        var record: CallLogRecord
        /// `nil` if the draft was lost with its data key.
        var draft: CallLogDraft?
    }

    enum Adoption: Sendable {
        case adopted(CRMLogID, extras: [CRMLogID])
        case nothingFound
        /// A request with an equal payload may still be under way and own what was found: look again then.
        case wait(until: Timestamp)
        case lost
    }

    /// Takes an undecided row whose lease is over.
    func takeOver(_ key: CallLogKey) async throws(StoreError) -> Takeover? {
        let (now, policy, leaseOwner) = (time.now(), policy, random.hexText(12))
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(key), row.state.isUndecided, row.leaseUntil <= now else { return nil }
            row.fence += 1
            row.leaseOwner = leaseOwner
            row.leaseUntil = now + policy.lease
            row.dueAt = row.leaseUntil
            try store.put(row)
            return Takeover(
                claim: Claim(row, leaseOwner: leaseOwner),
                record: row,
                draft: try Self.readableDraft(of: key, in: store)
            )
        }
    }

    /// A draft that nobody can read any more must not keep its row from being put aside, and at last given up.
    private static func readableDraft(of key: CallLogKey, in store: any StoreReader) throws(StoreError) -> CallLogDraft?
    {
        do throws(StoreError) {
            return try store.draft(of: key)
        } catch {
            guard error.reason == .sealBroken || error.reason == .corrupt else { throw error }
            return nil
        }
    }

    /// Whether another log of the same session is undecided: then its record carries the same session-id line.
    func hasTwin(_ key: CallLogKey) async throws(StoreError) -> Bool {
        try await store.read { store throws(StoreError) in try !Self.twins(of: key, in: store).isEmpty }
    }

    private static func twins(of key: CallLogKey, in store: any StoreReader) throws(StoreError) -> [CallLogRecord] {
        try store.callLogs(of: [key.sessionID], tenant: key.tenant)
            .filter { $0.key != key && $0.state.isUndecided }
    }

    /// Settles the row with the likeliest record that no other row holds.
    ///
    /// - Parameter trustedSession: Whether the session-id line alone was enough for a record.
    /// - Returns: Free copies as extras, unless another undecided row has the same contact or session: then they may
    ///   be that row's, as a CRM that keeps no seconds or rewrites texts makes records of unequal payloads look alike.
    func adopt(
        _ claim: Claim,
        from found: FoundCallLogs,
        trustedSession: Bool
    ) async throws(StoreError) -> Adoption {
        let (now, policy) = (time.now(), policy)
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key), row.isHeld(by: claim), row.state.isUndecided else {
                return .lost
            }
            let free = FoundCallLogs(
                try Self.free(found.certain, row.key.tenant, in: store),
                possible: try Self.free(found.possible, row.key.tenant, in: store)
            )
            guard let (chosen, copies) = free.choice else { return .nothingFound }
            let sessionTwins = try Self.twins(of: row.key, in: store)
            // One came up since we looked: its record may be the one that was found.
            if trustedSession, !sessionTwins.isEmpty { return .wait(until: now) }
            var twins: [CallLogRecord] = []
            if let digest = row.payloadDigest {
                twins = try store.undecidedCallLogs(payloadDigest: digest, tenant: row.key.tenant)
                    .filter { $0.key != row.key }
            }
            // Only who sent a moment ago can own what was found; who merely looks, like us, must not hold us up: two
            // lookers would wait for each other, time after time.
            let lastSend = twins.compactMap(\.lastSend).max()
            if let lastSend, lastSend + policy.lease > now { return .wait(until: lastSend + policy.lease) }
            try Self.finish(&row, as: chosen, at: now, in: store)
            if copies.isEmpty || !sessionTwins.isEmpty { return .adopted(chosen, extras: []) }
            // This row is decided now, so none of these.
            let alike = try store.undecidedCallLogs(on: row.contactID, tenant: row.key.tenant)
            return .adopted(chosen, extras: alike.isEmpty ? copies : [])
        }
    }

    /// The records that no row holds.
    private static func free(
        _ ids: [CRMLogID],
        _ tenant: Tenant,
        in store: any StoreReader
    ) throws(StoreError) -> [CRMLogID] {
        var free: [CRMLogID] = []
        for id in ids where try store.callLog(holding: id, tenant: tenant) == nil { free.append(id) }
        return free
    }

    /// Puts an undecided row aside until it falls due again.
    ///
    /// - Parameter limit: When to look again at the latest, because others are waited for; default: as the back-off
    ///   says, which grows by this attempt.
    func postpone(_ claim: Claim, reason: String, until limit: Timestamp? = nil) async throws(StoreError) {
        let (now, policy) = (time.now(), policy)
        try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key), row.isHeld(by: claim), row.state.isUndecided else { return }
            var next = now + CallLogPolicy.delay(afterAttempts: row.attempts)
            if let limit { next = min(next, limit) }
            // The end of the quiet time decides whether to resend: be there, whatever the back-off says.
            if let lastSend = row.lastSend, lastSend + policy.quiet > now { next = min(next, lastSend + policy.quiet) }
            row.postpone(at: now, reason: reason, next: next, counts: limit == nil)
            try store.put(row)
        }
    }

    /// Settles a row by a person's word; takes it from whoever works on it.
    func resolve(_ key: CallLogKey, as id: CRMLogID) async throws(StoreError) -> Bool {
        let now = time.now()
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(key), row.state != .done,
                try store.callLog(holding: id, tenant: key.tenant) == nil
            else { return false }
            row.fence += 1
            try Self.finish(&row, as: id, at: now, in: store)
            return true
        }
    }
}
