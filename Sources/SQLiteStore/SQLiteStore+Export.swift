import CallLog

/// A walk through all call logs in pages, so that neither memory nor a lock is held for its length: on a network file
/// system a reader that takes its time would keep every writer out.
extension SQLiteStore {
    /// The next rows after `last`, oldest first; each row once, and also those that are added meanwhile.
    ///
    /// - Parameters:
    ///   - since: Only rows created at or after it; `nil`: all.
    ///   - last: The last row of the page before; `nil` begins.
    public func callLogs(
        since: Timestamp?,
        after last: CallLogRecord?,
        limit: Int
    ) throws(StoreError) -> [CallLogRecord] {
        try readers.withConnection { connection throws(StoreError) in
            try SQLiteTransaction(connection: connection, sealing: sealing)
                .callLogs(since: since, after: last, limit: limit)
        }
    }

    /// How many rows were created at or after `since`; `nil`: all.
    public func countCallLogs(since: Timestamp?) throws(StoreError) -> Int {
        try readers.withConnection { connection throws(StoreError) in
            try connection.query(
                "SELECT count(*) FROM call_logs WHERE created_at >= ?",
                [.integer(since?.milliseconds ?? .min)]
            ) { row throws(StoreError) in Int(row.integer(0)) }
        }.first ?? 0
    }
}
