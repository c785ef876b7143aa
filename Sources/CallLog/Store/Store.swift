import StrictJSON

/// Where users, call logs and adapter records live.
///
/// Two kinds of access and no more: a consistent read, and a write that is durable when it returns. Rules of the
/// product (who may claim, who lost a lease) are domain code that runs inside a transaction; the store knows rows.
/// A body may run on another thread, and again after a conflict: it must not have effects of its own.
public protocol Store: Sendable {
    /// Runs `body` on one consistent snapshot.
    func read<Result: Sendable>(
        _ body: @Sendable (any StoreReader) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result

    /// Runs `body` alone among all writers, in every process; durable on return. If `body` throws, nothing changed.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result
}

/// What a transaction can look up.
public protocol StoreReader {
    func user(_ id: CRMUserID, platform: Platform) throws(StoreError) -> CRMUser?
    func users() throws(StoreError) -> [CRMUser]

    func callLog(_ key: CallLogKey) throws(StoreError) -> CallLogRecord?
    /// Every row of these sessions in this tenant, whoever owns it, in no order.
    func callLogs(of sessions: [CallSessionID], tenant: Tenant) throws(StoreError) -> [CallLogRecord]
    /// Rows created at or after `since`, oldest first.
    func callLogs(since: Timestamp?) throws(StoreError) -> [CallLogRecord]
    /// Undecided rows whose lease is over and whose time has come, most overdue first.
    func dueCallLogs(at now: Timestamp, limit: Int) throws(StoreError) -> [CallLogRecord]
    /// The row of this tenant that holds a CRM record.
    func callLog(holding id: CRMLogID, tenant: Tenant) throws(StoreError) -> CallLogRecord?
    /// Undecided rows of this tenant with an equal payload.
    func undecidedCallLogs(payloadDigest: [UInt8], tenant: Tenant) throws(StoreError) -> [CallLogRecord]
    /// The draft an undecided row keeps.
    func draft(of key: CallLogKey) throws(StoreError) -> CallLogDraft?

    func cachedNote(session: CallSessionID, user: CRMUserID, tenant: Tenant) throws(StoreError) -> CachedNote?
    /// When this user was last sent this log's non-empty note.
    func noteShownAt(_ key: CallLogKey, user: CRMUserID) throws(StoreError) -> Timestamp?
    func storedReply(_ key: IdempotencyKey) throws(StoreError) -> StoredReply?
    func accountSettings(_ hashedAccountID: String) throws(StoreError) -> JSONObject?
    func lease(_ name: String) throws(StoreError) -> Lease?

    func adapterRecord(_ key: AdapterRecordKey) throws(StoreError) -> AdapterRecord?
    /// Records of one kind in one scope, newest first.
    func adapterRecords(_ kind: String, scope: AdapterScope, limit: Int) throws(StoreError) -> [AdapterRecord]
}

/// What a writing transaction can change.
public protocol StoreWriter: StoreReader {
    func put(_ user: CRMUser) throws(StoreError)
    func removeUser(_ id: CRMUserID, platform: Platform) throws(StoreError)

    /// Inserts or replaces the row; its draft stays as it is.
    func put(_ record: CallLogRecord) throws(StoreError)
    /// Keeps a row's draft, sealed; `nil` wipes it.
    func setDraft(_ draft: CallLogDraft?, of key: CallLogKey) throws(StoreError)

    func setCachedNote(_ note: CachedNote?, session: CallSessionID, user: CRMUserID, tenant: Tenant)
        throws(StoreError)
    func setNoteShown(_ key: CallLogKey, user: CRMUserID, at now: Timestamp) throws(StoreError)
    /// Forgets who was shown the note: it is another one now.
    func removeNoteShown(_ key: CallLogKey) throws(StoreError)
    func setStoredReply(_ reply: StoredReply?, for key: IdempotencyKey) throws(StoreError)
    func setAccountSettings(_ settings: JSONObject?, of hashedAccountID: String) throws(StoreError)
    func setLease(_ lease: Lease?, name: String) throws(StoreError)

    func put(_ record: AdapterRecord) throws(StoreError)
    func removeAdapterRecord(_ key: AdapterRecordKey) throws(StoreError)

    /// Forgets notes, replies and marks whose time is over.
    func removeExpired(before now: Timestamp) throws(StoreError)
}
