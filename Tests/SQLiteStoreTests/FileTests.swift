import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// The file: private, durable, and refused when it is not ours to use.
@Suite struct FileTests {
    @Test func `a store opened again has everything`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let again = try database.open()
        #expect(try await Everything.read(from: again) == Everything())
        try again.check()
    }

    @Test func `a second store sees what the first wrote at once`() async throws {
        let database = try TestDatabase()
        let (first, second) = (try database.open(), try database.open())
        try await Everything.put(into: first)
        #expect(try await Everything.read(from: second) == Everything())
    }

    @Test func `files are private whatever the umask`() async throws {
        // The umask belongs to the process, so each is tried in one of its own.
        await #expect(processExitsWith: .success) {
            for mask: mode_t in [0, 0o022, 0o077, 0o277, 0o777] {
                let database = try TestDatabase()
                umask(mask)
                let store = try database.open()
                try await store.set("a")
                try store.backup(to: "\(database.directory)/copy.db")
                umask(0o022)
                #expect(try TestDatabase.mode(of: "\(database.directory)/data") == 0o700)
                for suffix in ["", "-wal", "-shm"] {
                    #expect(try TestDatabase.mode(of: database.path + suffix) == 0o600, "\(suffix) \(mask)")
                }
                #expect(try TestDatabase.mode(of: "\(database.directory)/copy.db") == 0o600)
            }
        }
    }

    @Test func `no secret, draft, note or reply is on the disk as it is`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await Everything.put(into: store)
        func expectSealed(in path: String) throws {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            for text in Sample.plaintexts { #expect(data.range(of: Data(text.utf8)) == nil, "\(text) in \(path)") }
        }
        try expectSealed(in: database.path + "-wal")
        #expect(try Data(contentsOf: URL(fileURLWithPath: database.path + "-wal")).range(of: Data("turn".utf8)) != nil)
        _ = try database.connect().query("PRAGMA wal_checkpoint(TRUNCATE)") { _ throws(StoreError) in }
        try expectSealed(in: database.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)).range(of: Data("turn".utf8)) != nil)
    }

    @Test(arguments: [(3, StoreError.Reason.newerSchema), (99, .newerSchema), (-1, .corrupt)])
    func `a schema we do not know is refused and left alone`(version: Int, reason: StoreError.Reason) async throws {
        let database = try TestDatabase()
        try await database.open().set("a")
        try database.connect().runScript("PRAGMA user_version = \(version)")
        #expect { try database.open() } throws: { ($0 as? StoreError)?.reason == reason }
        try database.connect().runScript("PRAGMA user_version = 2")
        #expect(try await database.open().has("a"))
    }

    @Test(arguments: [50, 2000])
    func `a file that is no database is refused and left alone`(words: Int) throws {
        let text = String(repeating: "no database ", count: words)
        let database = try TestDatabase()
        try FileManager.default.createDirectory(atPath: "\(database.directory)/data", withIntermediateDirectories: true)
        try text.write(toFile: database.path, atomically: true, encoding: .utf8)
        #expect { try database.open() } throws: { ($0 as? StoreError)?.reason == .corrupt }
        #expect(try TestDatabase.bytes(of: database.path) == Array(text.utf8))
    }

    @Test func `damage inside the file is found`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'users'"
        let pages = try database.connect().query(sql) { row throws(StoreError) in Int(row.integer(0)) }
        var bytes = try TestDatabase.bytes(of: database.path)
        bytes[(try #require(pages.first) - 1) * 4096] = 0xEE
        try Data(bytes).write(to: URL(fileURLWithPath: database.path))
        let store = try database.open()
        #expect { try store.check() } throws: { ($0 as? StoreError)?.reason == .corrupt }
        await #expect { try await Everything.read(from: store) } throws: { ($0 as? StoreError)?.reason == .corrupt }
    }

    @Test func `a directory that cannot be made is refused`() {
        #expect { try SQLiteStore(path: "/proc/none/calllog.db", sealing: NoSealing()) } throws: {
            ($0 as? StoreError)?.reason == .cannotOpen
        }
    }

    @Test func `opening a second store leaves the first its locks`() async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await store.set("a")
        _ = try database.open()
        // The last process to close a database removes its log: another one must not believe to be the last.
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        other.arguments = ["sqlite3", database.path, "DELETE FROM leases WHERE name = 'none'"]
        try other.run()
        other.waitUntilExit()
        #expect(other.terminationStatus == 0)
        #expect(FileManager.default.fileExists(atPath: database.path + "-wal"))
        try await store.set("b")
        #expect(try await database.open().has("b"))
    }

    @Test func `many stores may open a new file at once`() async throws {
        let database = try TestDatabase()
        try await withThrowingTaskGroup { group in
            for index in 0..<12 { group.addTask { try await database.open().set("\(index)") } }
            try await group.waitForAll()
        }
        for index in 0..<12 { #expect(try await database.open().has("\(index)")) }
    }

    @Test func `none of those that make a file together is told that it is busy`() async throws {
        for _ in 0..<40 {
            let database = try TestDatabase()
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 { group.addTask(executorPreference: ThreadExecutor()) { _ = try database.open() } }
                try await group.waitForAll()
            }
        }
    }
}

/// Seals nothing.
struct NoSealing: Sealing {
    func seal(_ bytes: [UInt8], context: String) -> [UInt8] { bytes }
    func open(_ blob: [UInt8], context: String) -> [UInt8] { blob }
    func isCurrent(_ blob: [UInt8]) -> Bool { true }
}
