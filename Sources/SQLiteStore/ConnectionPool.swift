import CallLog

/// Lends connections for reading, each to one thread at a time.
///
/// A slot is only ever tried, so no thread waits for another; the first free slot is taken, so as few connections stay
/// warm as threads really read at once.
final class ConnectionPool: Sendable {
    /// The unchecked conformance is true because the connection is touched by whoever took the slot alone.
    private final class Slot: @unchecked Sendable {
        let lock = TryLock()
        private var kept: SQLiteConnection?

        /// The slot's connection, opened when it is first needed.
        func connection(
            orOpen open: () throws(StoreError) -> SQLiteConnection
        ) throws(StoreError) -> SQLiteConnection {
            if let kept { return kept }
            let connection = try open()
            kept = connection
            return connection
        }
    }

    private let slots = (0..<64).map { _ in Slot() }
    private let open: @Sendable () throws(StoreError) -> SQLiteConnection

    init(open: @escaping @Sendable () throws(StoreError) -> SQLiteConnection) {
        self.open = open
    }

    func withConnection<Result>(
        _ body: (SQLiteConnection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        for slot in slots where slot.lock.take() {
            defer { slot.lock.giveBack() }
            return try body(try slot.connection(orOpen: open))
        }
        // More readers at once than slots: one more connection, for this read alone.
        return try body(try open())
    }
}
