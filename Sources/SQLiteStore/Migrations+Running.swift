import CallLog

extension Migrations {
    /// Brings the database to the newest step, each step in a transaction of its own.
    ///
    /// Safe when several processes start at once and when one is killed in the middle: the version is read again
    /// under the write lock and moves together with the step. While another process is at it, that is waited for
    /// ``patience`` times as long as for a write: a step takes seconds on millions of calls.
    static func run(on connection: SQLiteConnection) throws(StoreError) {
        var waits = 0
        // Nothing to do is the rule, and needs no lock that another process may hold.
        while try version(of: connection) != all.count {
            do throws(StoreError) {
                try connection.run("BEGIN IMMEDIATE")
            } catch {
                waits += 1
                guard error.reason == .busy, waits < patience else { throw error }
                continue
            }
            do throws(StoreError) {
                let version = try version(of: connection)
                guard version <= all.count else {
                    throw StoreError(.newerSchema, detail: "version \(version), known \(all.count)")
                }
                guard version >= 0 else { throw StoreError(.corrupt, detail: "version \(version)") }
                guard version < all.count else {
                    try connection.run("ROLLBACK")
                    return
                }
                try connection.runScript(all[version].sql)
                try connection.runScript("PRAGMA user_version = \(version + 1)")
                try connection.run("COMMIT")
            } catch {
                if connection.isInTransaction { try connection.run("ROLLBACK") }
                throw error
            }
        }
    }

    /// Times 5 s is less than the 30 s in which a supervisor's worker has to be ready.
    private static let patience = 5

    static func version(of connection: SQLiteConnection) throws(StoreError) -> Int {
        try connection.query("PRAGMA user_version") { row throws(StoreError) in Int(row.integer(0)) }.first ?? 0
    }
}
