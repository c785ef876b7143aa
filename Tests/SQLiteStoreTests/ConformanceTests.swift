import CallLogTesting
import Testing

/// The promises of a store, kept by the one on disk and by the one in memory.
@Suite struct ConformanceTests {
    @Test(arguments: StoreCheck.all)
    func `the store on disk`(keeps check: StoreCheck) async throws {
        let database = try TestDatabase()
        try await check.run(database.open())
    }

    @Test(arguments: StoreCheck.all)
    func `the store on disk without a write-ahead log`(keeps check: StoreCheck) async throws {
        let database = try TestDatabase()
        try await check.run(database.open(journal: .rollback))
    }

    @Test(arguments: StoreCheck.all)
    func `the store in memory`(keeps check: StoreCheck) async throws {
        try await check.run(InMemoryStore())
    }
}
