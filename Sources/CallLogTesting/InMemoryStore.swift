import CallLog
import Synchronization

/// A store that lives as long as the object: every promise of ``Store`` but durability.
///
/// A body that throws leaves nothing behind, as the whole state is put back.
public final class InMemoryStore: Store {
    private struct Contents {
        var rows = InMemoryRows()
        var failure: StoreError?
    }

    private let contents = Mutex(Contents())

    /// An empty store.
    public init() {}

    /// Makes every access fail until it is called with `nil`.
    public func fail(with error: StoreError?) {
        contents.withLock { $0.failure = error }
    }

    public func read<Result: Sendable>(
        _ body: @Sendable (any StoreReader) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        let snapshot = try contents.withLock { contents throws(StoreError) in
            if let failure = contents.failure { throw failure }
            return contents.rows
        }
        return try body(InMemoryTransaction(snapshot))
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        try contents.withLock { contents throws(StoreError) in
            if let failure = contents.failure { throw failure }
            let transaction = InMemoryTransaction(contents.rows)
            let result = try body(transaction)
            contents.rows = transaction.rows
            return result
        }
    }
}
