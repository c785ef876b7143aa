import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// Many writers: grouped into few commits, each with its own result.
@Suite struct ConcurrencyTests {
    @Test(arguments: [SQLiteStore.Journal.writeAhead, .rollback])
    func `two stores on one file lose no update`(journal: SQLiteStore.Journal) async throws {
        let database = try TestDatabase()
        let stores = [try database.open(journal: journal), try database.open(journal: journal)]
        try await withThrowingTaskGroup { group in
            for index in 0..<200 {
                group.addTask(executorPreference: ThreadExecutor()) {
                    try await StoreCheck.count(in: stores[index % 2])
                }
            }
            try await group.waitForAll()
        }
        let lease = try await stores[0].read { store throws(StoreError) in try store.lease("count") }
        #expect(lease?.owner == "200")
    }

    @Test func `a read sees one moment while others write`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await store.set("a", "before")
        let seen = try await store.read { reader throws(StoreError) in
            let first = try reader.lease("a")?.owner
            try database.connect().run("UPDATE leases SET owner = 'after'")
            return [first, try reader.lease("a")?.owner]
        }
        #expect(seen == ["before", "before"])
        #expect(try await store.read { store throws(StoreError) in try store.lease("a")?.owner } == "after")
    }

    @Test func `waiting writes share a commit, and each gets its own result`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let before = try database.commits()
        let results = await Self.group(16, in: store) { index, store throws(StoreError) in
            try store.setLease(Sample.lease, name: "\(index)")
            return index * index
        }
        #expect(results.map { try? $0.get() } == (0..<16).map { $0 * $0 })
        let commits = try database.commits() - before
        #expect((1...4).contains(commits), "\(commits) commits for 16 writes")
        for index in 0..<16 { #expect(try await store.has("\(index)")) }
    }

    @Test func `a write that throws in a group undoes itself and nothing else`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let results = await Self.group(16, in: store) { index, store throws(StoreError) in
            try store.setLease(Sample.lease, name: "\(index)")
            if index % 5 == 3 { throw StoreError(.sealBroken, detail: "\(index)") }
            return index
        }
        for (index, result) in results.enumerated() {
            let fails = index % 5 == 3
            #expect(result == (fails ? .failure(StoreError(.sealBroken, detail: "\(index)")) : .success(index)))
            #expect(try await store.has("\(index)") == !fails)
        }
    }

    @Test func `a writer that holds on too long is a busy store, for a whole group at once`() async throws {
        let database = try TestDatabase()
        let store = try database.open(busyTimeout: .milliseconds(300))
        let other = try database.connect()
        try other.run("BEGIN IMMEDIATE")
        let start = ContinuousClock.now
        let results = await withTaskGroup(of: StoreError.Reason?.self) { group in
            for index in 0..<16 {
                group.addTask(executorPreference: ThreadExecutor()) {
                    do throws(StoreError) {
                        try await store.set("\(index)")
                        return nil
                    } catch {
                        return error.reason
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: .busy, count: 16))
        #expect(ContinuousClock.now - start < .milliseconds(2400), "one after the other, they would take 4.8 s")
        try other.run("ROLLBACK")
        try await store.set("after")
        #expect(try await !store.has("0"))
    }

    @Test func `a backup taken while calls are written is of one moment`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let ends = Counter()
        let copies = (0..<3).map { "\(database.directory)/copy-\($0).db" }
        try await withThrowingTaskGroup { group in
            group.addTask(executorPreference: ThreadExecutor()) {
                var turn = 0
                while ends.value == 0 {
                    turn += 1
                    try await store.write { [turn] store throws(StoreError) in
                        for name in ["a", "b"] {
                            try store.setLease(Lease(owner: "\(turn)", until: Sample.now), name: name)
                        }
                        try store.put(Sample.bareRecord(Sample.key(.init(rawValue: "\(turn)"))))
                    }
                }
            }
            defer { ends.add() }
            while try await !store.has("a") { await Task.yield() }
            for copy in copies { try store.backup(to: copy) }
        }
        for path in copies {
            #expect(try TestDatabase.mode(of: path) == 0o600)
            let copy = try SQLiteStore(path: path, sealing: NoSealing())
            try copy.check()
            let (first, second, rows) = try await copy.read { store throws(StoreError) in
                (try store.lease("a")?.owner, try store.lease("b")?.owner, try store.callLogs(since: nil).count)
            }
            #expect(first == "\(rows)")
            #expect(second == "\(rows)")
        }
    }

    @Test func `a backup never overwrites`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let copy = "\(database.directory)/copy.db"
        for text in ["", "precious"] {
            try text.write(toFile: copy, atomically: true, encoding: .utf8)
            #expect { try store.backup(to: copy) } throws: { ($0 as? StoreError)?.reason == .cannotOpen }
            #expect(try String(contentsOfFile: copy, encoding: .utf8) == text)
        }
        #expect { try store.backup(to: "\(database.directory)/none/copy.db") } throws: {
            ($0 as? StoreError)?.reason == .cannotOpen
        }
    }

    /// Writes that meet in the queue: the first holds the lead until all others are about to wait.
    private static func group(
        _ count: Int,
        in store: SQLiteStore,
        _ body: @escaping @Sendable (Int, any StoreWriter) throws(StoreError) -> Int
    ) async -> [Result<Int, StoreError>] {
        let arrived = Counter()
        return await withTaskGroup(of: (Int, Result<Int, StoreError>).self) { group in
            for index in 0..<count {
                group.addTask(executorPreference: ThreadExecutor()) {
                    arrived.add()
                    do throws(StoreError) {
                        let value = try await store.write { store throws(StoreError) in
                            _ = eventually(seconds: 5) { arrived.value == count }
                            usleep(20_000)
                            return try body(index, store)
                        }
                        return (index, .success(value))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
