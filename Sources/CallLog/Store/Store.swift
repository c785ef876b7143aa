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
    /// A user's row; `nil` if there is none.
    func user(_ id: CRMUserID, platform: Platform) throws(StoreError) -> CRMUser?
    /// All users, by platform and then by id.
    func users() throws(StoreError) -> [CRMUser]

    /// The row of this very key; `nil` if there is none.
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
    /// Undecided rows of this tenant that are to be logged on this contact.
    func undecidedCallLogs(on contact: ContactID, tenant: Tenant) throws(StoreError) -> [CallLogRecord]
    /// The draft an undecided row keeps.
    func draft(of key: CallLogKey) throws(StoreError) -> CallLogDraft?

    /// The note kept while the call runs, expired or not; `nil` if there is none.
    func cachedNote(session: CallSessionID, user: CRMUserID, tenant: Tenant) throws(StoreError) -> CachedNote?
    /// When this user was last sent this log's non-empty note.
    func noteShownAt(_ key: CallLogKey, user: CRMUserID) throws(StoreError) -> Timestamp?
    /// The reply kept for a key, expired or not; `nil` if there is none.
    func storedReply(_ key: IdempotencyKey) throws(StoreError) -> StoredReply?
    /// What an administrator set for an account; `nil` if nothing was.
    func accountSettings(_ hashedAccountID: String) throws(StoreError) -> JSONObject?
    /// Who holds a right, or last held it; `nil` if nobody ever did.
    func lease(_ name: String) throws(StoreError) -> Lease?

    /// One record of an adapter; `nil` if there is none.
    func adapterRecord(_ key: AdapterRecordKey) throws(StoreError) -> AdapterRecord?
    /// Records of one kind in one scope, newest first.
    func adapterRecords(_ kind: String, scope: AdapterScope, limit: Int) throws(StoreError) -> [AdapterRecord]
}

/// What a writing transaction can change.
public protocol StoreWriter: StoreReader {
    /// Inserts or replaces the user.
    func put(_ user: CRMUser) throws(StoreError)
    /// Removes the user's row; their call logs stay. None is success.
    func removeUser(_ id: CRMUserID, platform: Platform) throws(StoreError)

    /// Inserts or replaces the row; its draft stays as it is.
    func put(_ record: CallLogRecord) throws(StoreError)
    /// Keeps a row's draft, sealed; `nil` wipes it.
    func setDraft(_ draft: CallLogDraft?, of key: CallLogKey) throws(StoreError)

    /// Keeps the note in place of an earlier one; `nil` removes it.
    func setCachedNote(_ note: CachedNote?, session: CallSessionID, user: CRMUserID, tenant: Tenant)
        throws(StoreError)
    /// Notes that the user was sent this log's non-empty note just now.
    func setNoteShown(_ key: CallLogKey, user: CRMUserID, at now: Timestamp) throws(StoreError)
    /// Forgets who was shown the note: it is another one now.
    func removeNoteShown(_ key: CallLogKey) throws(StoreError)
    /// Keeps the reply in place of an earlier one; `nil` removes it.
    func setStoredReply(_ reply: StoredReply?, for key: IdempotencyKey) throws(StoreError)
    /// Replaces what is set for an account; `nil` removes it.
    func setAccountSettings(_ settings: JSONObject?, of hashedAccountID: String) throws(StoreError)
    /// Replaces who holds a right; `nil` frees it.
    func setLease(_ lease: Lease?, name: String) throws(StoreError)

    /// Inserts or replaces the record; `createdAt` of one that exists stays.
    func put(_ record: AdapterRecord) throws(StoreError)
    /// Removes the record; none is success.
    func removeAdapterRecord(_ key: AdapterRecordKey) throws(StoreError)

    /// Forgets notes, replies and marks whose time is over.
    func removeExpired(before now: Timestamp) throws(StoreError)
}
