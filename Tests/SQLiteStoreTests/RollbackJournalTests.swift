import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// The way the file is written where a write-ahead log does not work, such as on a network file system.
@Suite struct RollbackJournalTests {
    @Test func `a write that returned is on the disk, in a private file without a log beside it`() async throws {
        let database = try TestDatabase()
        let store = try database.open(journal: .rollback)
        #expect(!store.usesWriteAheadLog && !store.isOnNetwork)
        try await Everything.put(into: store)
        for suffix in ["", "-journal"] { #expect(try TestDatabase.mode(of: database.path + suffix) == 0o600) }
        #expect(try TestDatabase.bytes(of: database.path + "-journal").isEmpty, "nothing is left to undo")
        for suffix in ["-wal", "-shm"] { #expect(!FileManager.default.fileExists(atPath: database.path + suffix)) }
        let (synchronous, mode) = try store.readers.withConnection { connection throws(StoreError) in
            (
                try connection.query("PRAGMA synchronous") { row throws(StoreError) in row.integer(0) },
                try connection.query("PRAGMA journal_mode") { row throws(StoreError) in row.text(0) }
            )
        }
        #expect(synchronous == [2] && mode == ["truncate"], "2 is FULL")
    }

    @Test(arguments: [
        (SQLiteStore.Journal.automatic, true), (.writeAhead, true), (.rollback, false),
    ])
    func `what a choice means can be known before there is a file`(journal: SQLiteStore.Journal, isLog: Bool) throws {
        let database = try TestDatabase()
        #expect(journal.usesWriteAheadLog(at: database.path) == isLog)
        #expect(try database.open(journal: journal).usesWriteAheadLog == isLog)
    }

    @Test func `a file changes its journal only when nobody else has it open`() async throws {
        let database = try TestDatabase()
        try await database.open(journal: .writeAhead).set("a")
        let reader = try database.open(journal: .writeAhead)
        #expect { try database.open(busyTimeout: .milliseconds(50), journal: .rollback) } throws: { error in
            [.busy, .cannotOpen].contains((error as? StoreError)?.reason)
        }
        #expect(try await reader.has("a"))
    }

    @Test(arguments: [SQLiteStore.Journal.writeAhead, .rollback])
    func `a file opened the other way later has everything`(first: SQLiteStore.Journal) async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open(journal: first))
        let other = try database.open(journal: first == .rollback ? .writeAhead : .rollback)
        #expect(try await Everything.read(from: other) == Everything())
        try other.check()
    }

    @Test func `readers and a writer wait for each other, and none fails`() async throws {
        let database = try TestDatabase()
        let stores = try (0..<3).map { _ in try database.open(journal: .rollback) }
        try await withThrowingTaskGroup { group in
            for index in 0..<150 {
                group.addTask(executorPreference: ThreadExecutor()) {
                    let store = stores[index % 3]
                    if index % 2 == 0 { try await store.set("\(index)") } else { _ = try await store.has("0") }
                }
            }
            try await group.waitForAll()
        }
        for index in stride(from: 0, to: 150, by: 2) { #expect(try await stores[0].has("\(index)")) }
    }
}
