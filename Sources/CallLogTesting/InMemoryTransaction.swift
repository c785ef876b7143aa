import CallLog
import StrictJSON

/// One access to an ``InMemoryStore``: works on a copy, which the store keeps if the body succeeds.
final class InMemoryTransaction {
    var rows: InMemoryRows

    init(_ rows: InMemoryRows) {
        self.rows = rows
    }
}

extension InMemoryTransaction: StoreReader {
    func user(_ id: CRMUserID, platform: Platform) -> CRMUser? { rows.users[.init(platform: platform, id: id)] }

    func users() -> [CRMUser] {
        rows.users.values.sorted { ($0.platform.rawValue, $0.id.rawValue) < ($1.platform.rawValue, $1.id.rawValue) }
    }

    func callLog(_ key: CallLogKey) -> CallLogRecord? { rows.callLogs[key] }

    func callLogs(of sessions: [CallSessionID], tenant: Tenant) -> [CallLogRecord] {
        rows.callLogs.values.filter { sessions.contains($0.key.sessionID) && $0.key.tenant == tenant }
    }

    func callLogs(since: Timestamp?) -> [CallLogRecord] {
        rows.callLogs.values.filter { row in since.map { row.createdAt >= $0 } ?? true }
            .sorted { $0.createdAt < $1.createdAt }
    }

    func dueCallLogs(at now: Timestamp, limit: Int) -> [CallLogRecord] {
        let due = rows.callLogs.values.compactMap { row -> (Timestamp, CallLogRecord)? in
            guard row.state.isUndecided, let dueAt = row.dueAt, dueAt <= now, row.leaseUntil <= now else { return nil }
            return (dueAt, row)
        }
        return due.sorted { $0.0 < $1.0 }.prefix(limit).map(\.1)
    }

    func callLog(holding id: CRMLogID, tenant: Tenant) -> CallLogRecord? {
        rows.callLogs.values.first { $0.crmLogID == id && $0.key.tenant == tenant }
    }

    func undecidedCallLogs(payloadDigest: [UInt8], tenant: Tenant) -> [CallLogRecord] {
        rows.callLogs.values.filter { row in
            row.state.isUndecided && row.payloadDigest == payloadDigest && row.key.tenant == tenant
        }
    }

    func undecidedCallLogs(on contact: ContactID, tenant: Tenant) -> [CallLogRecord] {
        rows.callLogs.values.filter { row in
            row.state.isUndecided && row.contactID == contact && row.key.tenant == tenant
        }
    }

    func draft(of key: CallLogKey) -> CallLogDraft? { rows.drafts[key] }

    func cachedNote(session: CallSessionID, user: CRMUserID, tenant: Tenant) -> CachedNote? {
        rows.notes[.init(session: session, user: user, tenant: tenant)]
    }

    func noteShownAt(_ key: CallLogKey, user: CRMUserID) -> Timestamp? { rows.shown[.init(key: key, user: user)] }
    func storedReply(_ key: IdempotencyKey) -> StoredReply? { rows.replies[key] }
    func accountSettings(_ hashedAccountID: String) -> JSONObject? { rows.settings[hashedAccountID] }
    func lease(_ name: String) -> Lease? { rows.leases[name] }
    func adapterRecord(_ key: AdapterRecordKey) -> AdapterRecord? { rows.records[key] }

    func adapterRecords(_ kind: String, scope: AdapterScope, limit: Int) -> [AdapterRecord] {
        let found = rows.records.values.filter { $0.key.scope == scope && $0.key.kind == kind }
        return Array(found.sorted { $0.createdAt > $1.createdAt }.prefix(limit))
    }
}

extension InMemoryTransaction: StoreWriter {
    func put(_ user: CRMUser) { rows.users[.init(platform: user.platform, id: user.id)] = user }

    func removeUser(_ id: CRMUserID, platform: Platform) { rows.users[.init(platform: platform, id: id)] = nil }

    func put(_ record: CallLogRecord) {
        var record = record
        if let old = rows.callLogs[record.key] { record.createdAt = old.createdAt }
        rows.callLogs[record.key] = record
    }

    func setDraft(_ draft: CallLogDraft?, of key: CallLogKey) {
        guard rows.callLogs[key] != nil else { return }
        rows.drafts[key] = draft
    }

    func setCachedNote(_ note: CachedNote?, session: CallSessionID, user: CRMUserID, tenant: Tenant) {
        rows.notes[.init(session: session, user: user, tenant: tenant)] = note
    }

    func setNoteShown(_ key: CallLogKey, user: CRMUserID, at now: Timestamp) {
        rows.shown[.init(key: key, user: user)] = now
    }

    func removeNoteShown(_ key: CallLogKey) {
        rows.shown = rows.shown.filter { $0.key.key != key }
    }

    func setStoredReply(_ reply: StoredReply?, for key: IdempotencyKey) { rows.replies[key] = reply }

    func setAccountSettings(_ settings: JSONObject?, of hashedAccountID: String) {
        rows.settings[hashedAccountID] = settings
    }

    func setLease(_ lease: Lease?, name: String) { rows.leases[name] = lease }

    func put(_ record: AdapterRecord) {
        var record = record
        if let old = rows.records[record.key] { record.createdAt = old.createdAt }
        rows.records[record.key] = record
    }

    func removeAdapterRecord(_ key: AdapterRecordKey) { rows.records[key] = nil }

    func removeExpired(before now: Timestamp) {
        let dayAgo = now - .seconds(86_400)
        rows.notes = rows.notes.filter { $0.value.expiresAt > now }
        rows.replies = rows.replies.filter { $0.value.expiresAt > now }
        rows.shown = rows.shown.filter { $0.value > dayAgo }
        rows.leases = rows.leases.filter { $0.value.until > dayAgo }
    }
}
