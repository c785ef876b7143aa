import CallLog
import StrictJSON

extension SQLiteTransaction {
    private static let columns = """
        platform, host, session_id, owner, operation_id, state, fence, lease_owner, lease_until, claimed_at, \
        last_send, due_at, attempts, request_digest, payload_digest, user_id, extension_hash, extension_number, \
        telephony_session_id, contact_id, crm_log_id, note_length, note_digest, failure, created_at, updated_at
        """
    private static let isKey = "session_id = ? AND platform = ? AND host = ? AND owner = ?"
    private static let selectOne = "SELECT \(columns) FROM call_logs WHERE \(isKey)"
    private static let selectSession = """
        SELECT \(columns) FROM call_logs WHERE session_id = ? AND platform = ? AND host = ?
        """
    private static let selectSince = "SELECT \(columns) FROM call_logs WHERE created_at >= ? ORDER BY created_at"
    private static let pageOrder = "created_at, session_id, platform, host, owner"
    private static let selectFirstPage = """
        SELECT \(columns) FROM call_logs WHERE created_at >= ? ORDER BY \(pageOrder) LIMIT ?
        """
    private static let selectNextPage = """
        SELECT \(columns) FROM call_logs WHERE (\(pageOrder)) > (?, ?, ?, ?, ?) ORDER BY \(pageOrder) LIMIT ?
        """
    private static let selectDue = """
        SELECT \(columns) FROM call_logs
        WHERE state IN ('pending', 'unknown') AND due_at <= ? AND lease_until <= ? ORDER BY due_at LIMIT ?
        """
    private static let selectHolder = """
        SELECT \(columns) FROM call_logs WHERE crm_log_id = ? AND platform = ? AND host = ? LIMIT 1
        """
    private static let selectEqualPayload = """
        SELECT \(columns) FROM call_logs
        WHERE payload_digest = ? AND platform = ? AND host = ? AND state IN ('pending', 'unknown')
        """
    private static let selectOnContact = """
        SELECT \(columns) FROM call_logs
        WHERE contact_id = ? AND platform = ? AND host = ? AND state IN ('pending', 'unknown')
        """
    private static let put = """
        INSERT INTO call_logs (\(columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (session_id, platform, host, owner) DO UPDATE SET
            operation_id = excluded.operation_id, state = excluded.state, fence = excluded.fence,
            lease_owner = excluded.lease_owner, lease_until = excluded.lease_until,
            claimed_at = excluded.claimed_at, last_send = excluded.last_send, due_at = excluded.due_at,
            attempts = excluded.attempts, request_digest = excluded.request_digest,
            payload_digest = excluded.payload_digest, user_id = excluded.user_id,
            extension_hash = excluded.extension_hash, extension_number = excluded.extension_number,
            telephony_session_id = excluded.telephony_session_id, contact_id = excluded.contact_id,
            crm_log_id = excluded.crm_log_id, note_length = excluded.note_length,
            note_digest = excluded.note_digest, failure = excluded.failure, updated_at = excluded.updated_at
        """

    func callLog(_ key: CallLogKey) throws(StoreError) -> CallLogRecord? {
        try connection.query(Self.selectOne, values(key), record(from:)).first
    }

    func callLogs(of sessions: [CallSessionID], tenant: Tenant) throws(StoreError) -> [CallLogRecord] {
        if sessions.count == 1 { return try callLogs(of: sessions[0], tenant) }
        var records: [CallLogRecord] = []
        for session in Set(sessions) { records += try callLogs(of: session, tenant) }
        return records
    }

    private func callLogs(of session: CallSessionID, _ tenant: Tenant) throws(StoreError) -> [CallLogRecord] {
        try connection.query(
            Self.selectSession,
            [.text(session.rawValue), .text(tenant.platform.rawValue), .text(tenant.host)],
            record(from:)
        )
    }

    func callLogs(since: Timestamp?) throws(StoreError) -> [CallLogRecord] {
        try connection.query(Self.selectSince, [.integer(since?.milliseconds ?? .min)], record(from:))
    }

    func callLogs(since: Timestamp?, after last: CallLogRecord?, limit: Int) throws(StoreError) -> [CallLogRecord] {
        guard let last else {
            let start = SQLiteValue.integer(since?.milliseconds ?? .min)
            return try connection.query(Self.selectFirstPage, [start, .integer(Int64(limit))], record(from:))
        }
        return try connection.query(
            Self.selectNextPage,
            [.time(last.createdAt)] + values(last.key) + [.integer(Int64(limit))],
            record(from:)
        )
    }

    func dueCallLogs(at now: Timestamp, limit: Int) throws(StoreError) -> [CallLogRecord] {
        try connection.query(Self.selectDue, [.time(now), .time(now), .integer(Int64(limit))], record(from:))
    }

    func callLog(holding id: CRMLogID, tenant: Tenant) throws(StoreError) -> CallLogRecord? {
        try connection.query(
            Self.selectHolder,
            [.text(id.rawValue), .text(tenant.platform.rawValue), .text(tenant.host)],
            record(from:)
        ).first
    }

    func undecidedCallLogs(payloadDigest: [UInt8], tenant: Tenant) throws(StoreError) -> [CallLogRecord] {
        try connection.query(
            Self.selectEqualPayload,
            [.blob(payloadDigest), .text(tenant.platform.rawValue), .text(tenant.host)],
            record(from:)
        )
    }

    func undecidedCallLogs(on contact: ContactID, tenant: Tenant) throws(StoreError) -> [CallLogRecord] {
        try connection.query(
            Self.selectOnContact,
            [.text(contact.rawValue), .text(tenant.platform.rawValue), .text(tenant.host)],
            record(from:)
        )
    }

    func draft(of key: CallLogKey) throws(StoreError) -> CallLogDraft? {
        let blobs = try connection.query("SELECT draft FROM drafts WHERE \(Self.isKey)", values(key)) {
            row throws(StoreError) in row.blob(0)
        }
        guard let text = try opened(blobs.first, context: draftContext(key)) else { return nil }
        guard let draft = CallLogDraft(json: try object(text)) else {
            throw StoreError(.corrupt, detail: "a stored draft is no draft")
        }
        return draft
    }

    func put(_ record: CallLogRecord) throws(StoreError) {
        let key = record.key
        try connection.run(
            Self.put,
            [
                .text(key.tenant.platform.rawValue), .text(key.tenant.host), .text(key.sessionID.rawValue),
                .text(key.owner), .text(record.operationID), .text(record.state.rawValue), .integer(record.fence),
                .optionalText(record.leaseOwner), .time(record.leaseUntil), .time(record.claimedAt),
                .optionalTime(record.lastSend), .optionalTime(record.dueAt), .integer(Int64(record.attempts)),
                .blob(record.requestDigest), .optionalBlob(record.payloadDigest), .text(record.userID.rawValue),
                .text(record.identity.hash), .text(record.identity.number),
                .optionalText(record.telephonySessionID), .text(record.contactID.rawValue),
                .optionalText(record.crmLogID?.rawValue),
                record.noteFingerprint.map { .integer(Int64($0.byteCount)) } ?? .null,
                .optionalBlob(record.noteFingerprint?.digest), .optionalText(record.failure),
                .time(record.createdAt), .time(record.updatedAt),
            ]
        )
    }

    func setDraft(_ draft: CallLogDraft?, of key: CallLogKey) throws(StoreError) {
        guard let draft else { return try connection.run("DELETE FROM drafts WHERE \(Self.isKey)", values(key)) }
        let blob = try sealed(JSONValue.object(draft.json).text, context: draftContext(key))
        try connection.run(
            "REPLACE INTO drafts (session_id, platform, host, owner, draft) VALUES (?, ?, ?, ?, ?)",
            values(key) + [blob]
        )
    }

    private func values(_ key: CallLogKey) -> [SQLiteValue] {
        [
            .text(key.sessionID.rawValue), .text(key.tenant.platform.rawValue), .text(key.tenant.host),
            .text(key.owner),
        ]
    }

    private func draftContext(_ key: CallLogKey) -> String {
        context("call_logs.draft", key.tenant.platform.rawValue, key.tenant.host, key.sessionID.rawValue, key.owner)
    }

    private func record(from row: SQLiteRow) throws(StoreError) -> CallLogRecord {
        guard let state = CallLogRecord.State(rawValue: row.text(5)) else {
            throw StoreError(.corrupt, detail: "a call log has no known state")
        }
        return CallLogRecord(
            key: CallLogKey(
                tenant: Tenant(platform: Platform(rawValue: row.text(0)), host: row.text(1)),
                sessionID: CallSessionID(rawValue: row.text(2)),
                owner: row.text(3)
            ),
            operationID: row.text(4),
            state: state,
            fence: row.integer(6),
            leaseOwner: row.optionalText(7),
            leaseUntil: row.time(8),
            claimedAt: row.time(9),
            lastSend: row.optionalTime(10),
            dueAt: row.optionalTime(11),
            attempts: Int(row.integer(12)),
            requestDigest: row.blob(13),
            payloadDigest: row.optionalBlob(14),
            userID: CRMUserID(rawValue: row.text(15)),
            identity: ExtensionIdentity(hash: row.text(16), number: row.text(17)),
            telephonySessionID: row.optionalText(18),
            contactID: ContactID(rawValue: row.text(19)),
            crmLogID: row.optionalText(20).map { CRMLogID(rawValue: $0) },
            noteFingerprint: row.optionalBlob(22).map {
                NoteFingerprint(byteCount: Int(row.integer(21)), digest: $0)
            },
            failure: row.optionalText(23),
            createdAt: row.time(24),
            updatedAt: row.time(25)
        )
    }
}
