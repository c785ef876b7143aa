import CallLog
import Synchronization

/// Lends connections for reading, each to one thread at a time.
///
/// A slot's lock is held while its connection is used and only ever tried, so no thread waits for another; the first
/// free slot is taken, so as few connections stay warm as threads really read at once.
final class ConnectionPool: Sendable {
    private final class Slot: Sendable {
        let connection = Mutex<SQLiteConnection?>(nil)
    }

    private let slots = (0..<64).map { _ in Slot() }
    private let open: @Sendable () throws(StoreError) -> SQLiteConnection

    init(open: @escaping @Sendable () throws(StoreError) -> SQLiteConnection) {
        self.open = open
    }

    func withConnection<Result>(
        _ body: (SQLiteConnection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        for slot in slots {
            let outcome = slot.connection.withLockIfAvailable { kept -> Swift.Result<Result, StoreError> in
                do throws(StoreError) {
                    let connection: SQLiteConnection
                    if let ready = kept { connection = ready } else { connection = try open() }
                    kept = connection
                    return .success(try body(connection))
                } catch {
                    return .failure(error)
                }
            }
            if let outcome { return try outcome.get() }
        }
        // More readers at once than slots: one more connection, for this read alone.
        return try body(try open())
    }
}
