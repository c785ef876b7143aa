import CallLog
import StrictJSON

extension SQLiteTransaction {
    /// A column of sealed values and the key that its seals are bound to, in the order of the context.
    struct SealedColumn {
        let table: String
        let column: String
        let key: [String]
        /// The first part of the context.
        var name: String { self.column == "draft" ? "call_logs.draft" : "\(table).\(column)" }

        static let all = [
            SealedColumn(table: "users", column: "access_token", key: ["platform", "id"]),
            SealedColumn(table: "users", column: "refresh_token", key: ["platform", "id"]),
            SealedColumn(table: "drafts", column: "draft", key: ["platform", "host", "session_id", "owner"]),
            SealedColumn(table: "cached_notes", column: "note", key: ["session_id", "platform", "host", "user_id"]),
            SealedColumn(table: "stored_replies", column: "body", key: ["platform", "user_id", "key"]),
        ]
    }

    /// Seals anew every value of a column that was not sealed under the current key; how many those were.
    func reseal(_ sealed: SealedColumn) throws(StoreError) -> Int {
        let columns = sealed.key.joined(separator: ", ")
        let rows = try connection.query(
            "SELECT \(sealed.column), \(columns) FROM \(sealed.table) WHERE \(sealed.column) IS NOT NULL"
        ) { row throws(StoreError) in
            (blob: row.blob(0), key: sealed.key.indices.map { row.text($0 + 1) })
        }
        let condition = sealed.key.map { "\($0) = ?" }.joined(separator: " AND ")
        var count = 0
        for row in rows where !sealing.isCurrent(row.blob) {
            let context = context(sealed.name, row.key)
            let value = try self.sealed(try opened(row.blob, context: context), context: context)
            try connection.run(
                "UPDATE \(sealed.table) SET \(sealed.column) = ? WHERE \(condition)",
                [value] + row.key.map { .text($0) }
            )
            count += 1
        }
        return count
    }
}
