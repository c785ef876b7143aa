import CallLog
import StrictJSON

extension SQLiteTransaction {
    private static let columns = "id, value, created_at, updated_at"
    private static let isScope = "platform = ? AND host = ? AND user_id = ? AND kind = ?"

    func adapterRecord(_ key: AdapterRecordKey) throws(StoreError) -> AdapterRecord? {
        try connection.query(
            "SELECT \(Self.columns) FROM adapter_records WHERE \(Self.isScope) AND id = ?",
            values(key.scope, key.kind) + [.text(key.id)]
        ) { row throws(StoreError) in try record(from: row, kind: key.kind, scope: key.scope) }.first
    }

    func adapterRecords(
        _ kind: String,
        scope: AdapterScope,
        limit: Int
    ) throws(StoreError) -> [AdapterRecord] {
        try connection.query(
            "SELECT \(Self.columns) FROM adapter_records WHERE \(Self.isScope) ORDER BY created_at DESC LIMIT ?",
            values(scope, kind) + [.integer(Int64(limit))]
        ) { row throws(StoreError) in try record(from: row, kind: kind, scope: scope) }
    }

    func put(_ record: AdapterRecord) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO adapter_records (platform, host, user_id, kind, id, value, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (platform, host, user_id, kind, id)
            DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """,
            values(record.key.scope, record.key.kind) + [
                .text(record.key.id), .text(JSONValue.object(record.value).text), .time(record.createdAt),
                .time(record.updatedAt),
            ]
        )
    }

    func removeAdapterRecord(_ key: AdapterRecordKey) throws(StoreError) {
        try connection.run(
            "DELETE FROM adapter_records WHERE \(Self.isScope) AND id = ?",
            values(key.scope, key.kind) + [.text(key.id)]
        )
    }

    private func values(_ scope: AdapterScope, _ kind: String) -> [SQLiteValue] {
        [
            .text(scope.tenant.platform.rawValue), .text(scope.tenant.host), .text(scope.userID?.rawValue ?? ""),
            .text(kind),
        ]
    }

    private func record(
        from row: SQLiteRow,
        kind: String,
        scope: AdapterScope
    ) throws(StoreError) -> AdapterRecord {
        AdapterRecord(
            key: AdapterRecordKey(scope: scope, kind: kind, id: row.text(0)),
            value: try object(row.text(1)),
            createdAt: row.time(2),
            updatedAt: row.time(3)
        )
    }
}
