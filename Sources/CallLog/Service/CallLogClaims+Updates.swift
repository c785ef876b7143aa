/// Leases on logged calls: updates of one record follow one another, in every process.
extension CallLogClaims {
    /// Takes the lease of a logged row, which can differ from what was found before; `nil` while another holds it or
    /// the row is not logged any more.
    func lease(_ key: CallLogKey) async throws(StoreError) -> (Claim, CallLogRecord)? {
        let (now, policy, leaseOwner) = (time.now(), policy, random.hexText(12))
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(key), row.state == .done, row.leaseUntil <= now else { return nil }
            row.fence += 1
            row.leaseOwner = leaseOwner
            row.leaseUntil = now + policy.lease
            try store.put(row)
            return (Claim(row, leaseOwner: leaseOwner), row)
        }
    }

    /// Makes sure the lease outlives one more CRM call.
    ///
    /// - Returns: `false` if the lease is lost: then nothing may be sent.
    func renewIfNeeded(_ claim: Claim) async throws(StoreError) -> Bool {
        let (now, policy) = (time.now(), policy)
        if claim.leaseUntil > now + policy.crmTimeout { return true }
        return try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key), row.isHeld(by: claim), row.leaseUntil > now else {
                return false
            }
            row.leaseUntil = now + policy.lease
            try store.put(row)
            return true
        }
    }

    /// Gives the lease back; a written note leaves its fingerprint, and takes the place of what `user` typed before.
    func release(
        _ claim: Claim,
        wrote fingerprint: NoteFingerprint?? = nil,
        replacingNoteOf user: CRMUserID? = nil
    ) async throws(StoreError) {
        let now = time.now()
        try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(claim.key), row.isHeld(by: claim) else { return }
            if let fingerprint, fingerprint != row.noteFingerprint {
                row.noteFingerprint = fingerprint
                try store.removeNoteShown(claim.key)
            }
            if let user {
                try store.setCachedNote(nil, session: row.key.sessionID, user: user, tenant: row.key.tenant)
            }
            row.releaseLease(at: now)
            try store.put(row)
        }
    }

    /// The CRM says the record is gone: the call counts as not logged.
    func markGone(_ key: CallLogKey, holding id: CRMLogID) async throws(StoreError) {
        let now = time.now()
        try await store.write { store throws(StoreError) in
            guard var row = try store.callLog(key), row.state == .done, row.crmLogID == id else { return }
            row.state = .gone
            row.fence += 1
            row.crmLogID = nil
            row.noteFingerprint = nil
            row.failure = "deleted-in-crm"
            row.releaseLease(at: now)
            try store.put(row)
        }
    }
}
