import CallLog
import Synchronization

/// Lends connections for reading, each to one thread at a time; grows to as many as were ever needed at once.
final class ConnectionPool: Sendable {
    private let idle = Mutex<[SQLiteConnection]>([])
    private let open: @Sendable () throws(StoreError) -> SQLiteConnection

    init(open: @escaping @Sendable () throws(StoreError) -> SQLiteConnection) {
        self.open = open
    }

    func withConnection<Result>(
        _ body: (SQLiteConnection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let connection: SQLiteConnection
        if let waiting = idle.withLock({ $0.popLast() }) { connection = waiting } else { connection = try open() }
        defer { idle.withLock { $0.append(connection) } }
        return try body(connection)
    }
}
