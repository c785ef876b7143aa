import CallLog
import Testing

@testable import SQLiteStore

/// The read lock that is held under load: nothing older is read, and nobody else is held up for long.
@Suite struct HeldReadLockTests {
    /// Reads as a busy server does, until the lock is held; a slow machine needs more of them.
    private static func burst(_ store: SQLiteStore) async throws {
        for _ in 0..<100 where store.heldReadLock?.isHeld != true {
            for _ in 0..<HeldReadLock.readsPerRenewal { _ = try await store.has("a") }
        }
        try #require(store.heldReadLock?.isHeld == true)
    }

    /// Whether the log could be written to the database and emptied, without waiting for anybody.
    private static func canEmptyLog(_ database: TestDatabase) throws -> Bool {
        let other = try SQLiteConnection(path: database.path, creates: false, busyTimeout: .zero)
        return try other.query("PRAGMA wal_checkpoint(TRUNCATE)") { row throws(StoreError) in row.integer(0) } == [0]
    }

    @Test func `reads under load see what others have written since`() async throws {
        let database = try TestDatabase()
        let (store, other) = (try database.open(), try database.open())
        try await Self.burst(store)
        try await other.set("b")
        #expect(try await store.has("b"))
    }

    @Test func `the log of another writer is held up until the first read that comes late`() async throws {
        let database = try TestDatabase()
        let (store, other) = (try database.open(), try database.open())
        try await store.set("a")
        try await Self.burst(store)
        try await other.set("b")
        #expect(try !Self.canEmptyLog(database))
        try await Task.sleep(for: HeldReadLock.longestHold + .milliseconds(20))
        _ = try await store.has("a")
        #expect(store.heldReadLock?.isHeld == false)
        #expect(try Self.canEmptyLog(database))
    }

    @Test func `a write of one's own lets go of it`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await Self.burst(store)
        try await store.set("b")
        #expect(store.heldReadLock?.isHeld == false)
        #expect(try Self.canEmptyLog(database))
    }

    @Test func `a server with little to do never takes it`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        for _ in 0..<2 {
            for _ in 1..<HeldReadLock.readsPerRenewal { _ = try await store.has("a") }
            try await Task.sleep(for: HeldReadLock.longestHold + .milliseconds(20))
            _ = try await store.has("a")
        }
        #expect(store.heldReadLock?.isHeld == false)
    }

    @Test func `without a write-ahead log there is none`() throws {
        #expect(try TestDatabase().open(journal: .rollback).heldReadLock == nil)
    }

    @Test func `reads and writes from many threads get along with it`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await withThrowingTaskGroup { group in
            for index in 0..<8 {
                group.addTask(executorPreference: ThreadExecutor()) {
                    for turn in 0..<200 {
                        if turn % 20 == 0 { try await store.set("\(index)-\(turn)") }
                        guard try await store.has("\(index)-\(turn - turn % 20)") else { return false }
                    }
                    return true
                }
            }
            for try await isFound in group { #expect(isFound) }
        }
    }
}
