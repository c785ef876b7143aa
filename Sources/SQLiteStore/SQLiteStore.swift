import CallLog
import StrictJSON

/// Users, call logs and adapter records in one SQLite file, shared by any number of processes on one machine.
///
/// WAL with `synchronous=FULL`, or a rollback journal where WAL does not work: a write that returned is on the disk.
/// Reads and writes block their thread for the short time the disk takes and suspend only to wait for a group commit, so
/// an asynchronous host calls from a thread it can spare. Secrets, drafts, notes and replies are sealed before they reach
/// SQLite.
public final class SQLiteStore: Store {
    /// How a transaction that broke off is undone; all processes on one file have to use the same.
    public enum Journal: Sendable {
        /// A write-ahead log on a local file system, a rollback journal on a network file system.
        case automatic
        /// Readers and a writer do not wait for each other; needs memory that the processes share.
        case writeAhead
        /// Slower and just as safe; works wherever locks do.
        case rollback
    }

    /// What a deployment may choose.
    public struct Configuration: Sendable {
        /// How long a statement waits while another process writes.
        public var busyTimeout: Duration
        /// How a transaction that broke off is undone.
        public var journal: Journal

        /// Waits 5 s by default.
        public init(busyTimeout: Duration = .seconds(5), journal: Journal = .automatic) {
            self.busyTimeout = busyTimeout
            self.journal = journal
        }
    }

    /// Whether the file is on a network file system; without WAL it is then slower and just as safe.
    public let isOnNetwork: Bool
    /// Whether the file runs with a write-ahead log.
    public let usesWriteAheadLog: Bool

    private let path: String
    let sealing: any Sealing
    let readers: ConnectionPool
    private let writer: WriteQueue
    /// `nil` without a write-ahead log, where a reader that holds its lock would hold up every writer.
    let heldReadLock: HeldReadLock?

    /// Opens the database at an absolute path, creating it with mode 0600 in a directory of mode 0700.
    ///
    /// Brings the schema to the newest step. A damaged file is `corrupt`, one written by a newer version
    /// `newerSchema`.
    public init(
        path: String,
        sealing: any Sealing,
        configuration: Configuration = Configuration()
    ) throws(StoreError) {
        try DatabaseFile.prepare(path)
        let usesWriteAheadLog = configuration.journal.usesWriteAheadLog(at: path)
        let open: @Sendable () throws(StoreError) -> SQLiteConnection = { () throws(StoreError) in
            try Self.connect(path, usesWriteAheadLog: usesWriteAheadLog, configuration: configuration)
        }
        let connection = try open()
        try Migrations.run(on: connection)
        self.path = path
        self.isOnNetwork = Self.isOnNetwork(path)
        self.usesWriteAheadLog = usesWriteAheadLog
        self.sealing = sealing
        self.readers = ConnectionPool(open: open)
        let heldReadLock = usesWriteAheadLog ? HeldReadLock(open: open) : nil
        self.heldReadLock = heldReadLock
        self.writer = WriteQueue(connection: connection, sealing: sealing, willCommit: { heldReadLock?.drop() })
    }

    public func read<Result: Sendable>(
        _ body: @Sendable (any StoreReader) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        try readers.withConnection { connection throws(StoreError) in
            try connection.run("BEGIN")
            do throws(StoreError) {
                let result = try body(SQLiteTransaction(connection: connection, sealing: sealing))
                try connection.run("COMMIT")
                heldReadLock?.noteRead()
                return result
            } catch {
                if connection.isInTransaction { try connection.run("ROLLBACK") }
                throw error
            }
        }
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        try await writer.write(body)
    }

    /// Copies the database to a new file (mode 0600) as it stands at one moment, while writers go on (`VACUUM INTO`).
    ///
    /// Refuses to overwrite: `cannotOpen`.
    public func backup(to copy: String) throws(StoreError) {
        // VACUUM INTO takes an empty file, so the copy is private and ours from its first byte on.
        guard try DatabaseFile.create(copy) else { throw StoreError(.cannotOpen, detail: "the backup file exists") }
        do throws(StoreError) {
            try readers.withConnection { connection throws(StoreError) in
                try connection.run("VACUUM INTO ?", [.text(copy)])
            }
            try DatabaseFile.flush(copy)
        } catch {
            DatabaseFile.discard(copy)
            throw error
        }
    }

    /// Seals everything anew that is not under the current data key, a column a transaction; how much that was.
    public func rotateSeals() async throws(StoreError) -> Int {
        var count = 0
        for column in SQLiteTransaction.SealedColumn.all {
            count += try await writer.write { store throws(StoreError) in
                guard let transaction = store as? SQLiteTransaction else { return 0 }
                return try transaction.reseal(column)
            }
        }
        return count
    }

    /// Looks through the whole file for damage (`PRAGMA quick_check`); takes seconds on a large one.
    public func check() throws(StoreError) {
        let verdicts = try readers.withConnection { connection throws(StoreError) in
            try connection.query("PRAGMA quick_check(1)") { row throws(StoreError) in row.text(0) }
        }
        guard verdicts == ["ok"] else { throw StoreError(.corrupt, detail: "quick_check") }
    }

    private static func connect(
        _ path: String,
        usesWriteAheadLog: Bool,
        configuration: Configuration
    ) throws(StoreError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, creates: false, busyTimeout: configuration.busyTimeout)
        // The first statement reads the header: a file that is no database fails here.
        // Not DELETE: that its journal is gone may be lost with the power, and then the write is undone. With FULL, the
        // end of a TRUNCATE journal is on the disk as well (SQLite, pragma.html, `synchronous`).
        // Beside a log that another process left, such a file opens without a word.
        if connection.isReadOnly { throw StoreError(.readOnly, detail: "open") }
        try set(usesWriteAheadLog ? "WAL" : "TRUNCATE", on: connection, patience: configuration.busyTimeout)
        try connection.runScript("PRAGMA synchronous = FULL")
        // Four times the usual: hot pages are written to the database once for so many more commits.
        try connection.runScript("PRAGMA wal_autocheckpoint = 4000")
        try connection.runScript("PRAGMA cache_size = -4096")
        return connection
    }

    /// Sets the journal mode.
    ///
    /// Of two that turn a new file to WAL, each can hold the lock that the other waits for. SQLite then tells one that the
    /// file is busy, at once and whatever the time-out; a moment later it is not.
    private static func set(
        _ mode: String,
        on connection: SQLiteConnection,
        patience: Duration
    ) throws(StoreError) {
        let end = ContinuousClock.now + patience
        while true {
            do throws(StoreError) {
                let chosen = try connection.query("PRAGMA journal_mode = \(mode)") { row throws(StoreError) in
                    row.text(0)
                }
                if chosen.first?.uppercased() == mode { return }
                throw StoreError(.cannotOpen, detail: "journal mode \(mode) is not to be had")
            } catch {
                guard error.reason == .busy, ContinuousClock.now < end else { throw error }
                SQLiteConnection.pause(.milliseconds(5))
            }
        }
    }
}
