extension CallLogService {
    /// The row this request means, among those in a suitable state.
    func row(
        of session: CallSessionID,
        _ identity: ExtensionIdentity,
        _ user: CRMUser,
        where isSuitable: @Sendable (CallLogRecord.State) -> Bool
    ) async throws(CallLogRefusal) -> CallLogRecord? {
        let rows = try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                try store.callLogs(of: [session], tenant: user.tenant)
            }
        }
        return identity.match(among: rows.filter { isSuitable($0.state) }, for: user.id)
    }

    /// The logged row this request means; waits for a create that is still running.
    func loggedRow(
        of session: CallSessionID,
        _ identity: ExtensionIdentity,
        _ user: CRMUser
    ) async throws(CallLogRefusal) -> (CallLogRecord, CRMLogID) {
        guard !session.isPlaceholder, var row = try await row(of: session, identity, user, where: \.blocksCreate) else {
            throw .logNotFound
        }
        if row.state.isUndecided {
            if user.isRevoked { throw .sessionRevoked }
            guard let decided = try await waitUntilDecided(row, for: policy.waitForCreate) else { throw .logNotFound }
            row = decided
        }
        if row.state.isUndecided { throw row.state == .unknown ? .outcomeUnknown : .beingLogged }
        guard row.state == .done, let id = row.crmLogID else { throw .logNotFound }
        return (row, id)
    }
}
