import CallLog

extension SQLiteStore {
    /// What a look at a database file finds.
    public struct Inspection: Hashable, Sendable {
        /// How many steps of the schema the file has.
        public let schemaVersion: Int
        /// How many steps of the schema this program knows.
        public let knownVersion: Int
        /// Whether the file is one with a write-ahead log.
        public let usesWriteAheadLog: Bool
        /// When the newest call was claimed; `nil` if there is none.
        public let newestCall: Timestamp?
    }

    /// Looks at a database without changing it, and through the whole of it for damage (`PRAGMA quick_check`).
    ///
    /// A file that is damaged or no database is `corrupt`; none at all is `cannotOpen`.
    public static func inspect(_ path: String) throws(StoreError) -> Inspection {
        let connection = try SQLiteConnection(path: path, creates: false, busyTimeout: .seconds(5))
        let version = try Migrations.version(of: connection)
        let modes = try connection.query("PRAGMA journal_mode") { row throws(StoreError) in row.text(0) }
        let verdicts = try connection.query("PRAGMA quick_check(1)") { row throws(StoreError) in row.text(0) }
        guard verdicts == ["ok"] else { throw StoreError(.corrupt, detail: "quick_check") }
        var newest: Timestamp?
        if version == Migrations.all.count {
            newest =
                try connection.query("SELECT max(created_at) FROM call_logs") { row throws(StoreError) in
                    row.optionalTime(0)
                }.first ?? nil
        }
        return Inspection(
            schemaVersion: version,
            knownVersion: Migrations.all.count,
            usesWriteAheadLog: modes.first?.uppercased() == "WAL",
            newestCall: newest
        )
    }

    /// Whether a database lies, or would be made, on a network file system, where few have the memory that the processes
    /// of a write-ahead log share.
    public static func isOnNetwork(_ path: String) -> Bool {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return DatabaseFile.isOnNetwork(path) || DatabaseFile.isOnNetwork(directory.isEmpty ? "/" : directory)
    }
}

extension SQLiteStore.Journal {
    /// Whether this choice means a write-ahead log for a database at `path`, be it there already or not.
    public func usesWriteAheadLog(at path: String) -> Bool {
        switch self {
        case .automatic: !SQLiteStore.isOnNetwork(path)
        case .writeAhead: true
        case .rollback: false
        }
    }
}
