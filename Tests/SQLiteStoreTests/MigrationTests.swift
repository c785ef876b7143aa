import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// What databases of earlier versions become.
struct MigrationTests {
    @Test func `a database of the first schema keeps its rows and drafts`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        try Self.goBackToFirstSchema(database)
        let before = try database.connect().query("SELECT draft IS NOT NULL FROM call_logs") {
            row throws(StoreError) in row.integer(0)
        }
        #expect(before == [1])
        #expect(try await Everything.read(from: database.open()) == Everything())
        let connection = try database.connect()
        #expect(try Migrations.version(of: connection) == Migrations.all.count)
        #expect(throws: StoreError.self) { try connection.run("UPDATE call_logs SET state = 'lost'") }
        #expect(throws: StoreError.self) {
            try connection.run("UPDATE call_logs SET state = 'done', crm_log_id = NULL")
        }
        let fresh = try TestDatabase()
        _ = try fresh.open()
        #expect(try Self.indexes(connection) == Self.indexes(fresh.connect()))
    }

    @Test func `a step that another process takes long for is waited for`() async throws {
        let (database, other) = try await Self.beingMigrated()
        let opening = Task.detached(executorPreference: ThreadExecutor()) {
            try database.open(busyTimeout: .milliseconds(200))
        }
        try await Task.sleep(for: .milliseconds(500))
        try other.run("ROLLBACK")
        #expect(try await Everything.read(from: opening.value) == Everything())
    }

    @Test func `a lock that is never given up is a busy store`() async throws {
        let (database, other) = try await Self.beingMigrated()
        #expect {
            try database.open(busyTimeout: .milliseconds(50))
        } throws: {
            ($0 as? StoreError)?.reason == .busy
        }
        try other.run("ROLLBACK")
    }

    /// A database of the first schema, with a connection that keeps everybody else from changing it.
    private static func beingMigrated() async throws -> (TestDatabase, SQLiteConnection) {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        try goBackToFirstSchema(database)
        _ = try database.connect().query("PRAGMA journal_mode = WAL") { row throws(StoreError) in row.text(0) }
        let other = try database.connect()
        try other.run("BEGIN IMMEDIATE")
        return (database, other)
    }

    /// Turns the newest tables into what the first step made, with the same content.
    private static func goBackToFirstSchema(_ database: TestDatabase) throws {
        let old = try TestDatabase()
        try FileManager.default.createDirectory(atPath: "\(old.directory)/data", withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: old.path, contents: nil)
        let connection = try old.connect()
        try connection.runScript(try #require(Migrations.all.first).sql)
        try connection.runScript("PRAGMA user_version = 1; ATTACH '\(database.path)' AS new")
        let tables = try connection.query("SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
            row throws(StoreError) in row.text(0)
        }
        for table in tables where table != "call_logs" {
            try connection.runScript("INSERT INTO main.\(table) SELECT * FROM new.\(table)")
        }
        let columns = try connection.query("SELECT name FROM pragma_table_info('call_logs', 'new')") {
            row throws(StoreError) in row.text(0)
        }.joined(separator: ", ")
        try connection.runScript(
            """
            INSERT INTO main.call_logs (\(columns), draft)
                SELECT \(columns), draft FROM new.call_logs LEFT JOIN new.drafts
                USING (platform, host, session_id, owner);
            DETACH new;
            PRAGMA journal_mode = DELETE;
            """
        )
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database.path + suffix) }
        try FileManager.default.copyItem(atPath: old.path, toPath: database.path)
    }

    private static func indexes(_ connection: SQLiteConnection) throws -> [String] {
        try connection.query("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name") {
            row throws(StoreError) in row.text(0)
        }
    }
}
