import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// A look at a database from outside, and a walk through all of its calls.
@Suite struct InspectionTests {
    @Test func `a look tells schema, journal and the newest call, and changes nothing`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let inspection = try SQLiteStore.inspect(database.path)
        #expect(inspection.schemaVersion == Migrations.all.count)
        #expect(inspection.knownVersion == Migrations.all.count)
        #expect(inspection.usesWriteAheadLog)
        #expect(inspection.newestCall == Sample.now)
    }

    @Test func `a schema that is older or newer is told and left alone`() async throws {
        for version in [0, 99] {
            let database = try TestDatabase()
            _ = try database.open()
            try database.connect().runScript("PRAGMA user_version = \(version)")
            #expect(try SQLiteStore.inspect(database.path).schemaVersion == version)
            #expect(try Migrations.version(of: database.connect()) == version)
        }
    }

    @Test func `no file is made, and no other file is taken for one`() throws {
        let database = try TestDatabase()
        #expect { try SQLiteStore.inspect(database.path) } throws: { ($0 as? StoreError)?.reason == .cannotOpen }
        #expect(!FileManager.default.fileExists(atPath: database.path))
        let other = "\(database.directory)/other"
        try String(repeating: "no database", count: 1_000).write(toFile: other, atomically: true, encoding: .utf8)
        #expect { try SQLiteStore.inspect(other) } throws: { ($0 as? StoreError)?.reason == .corrupt }
    }

    @Test func `a new database belongs to the owner of its directory, whoever opens it first`() throws {
        let database = try TestDatabase()
        try FileManager.default.createDirectory(atPath: "\(database.directory)/data", withIntermediateDirectories: true)
        // Only root can make this more than a matter of course.
        if geteuid() == 0 { #expect(unsafe chown("\(database.directory)/data", 65_534, 65_534) == 0) }
        let store = try database.open()
        func owner(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? Int
        }
        #expect(try owner(database.path) == owner("\(database.directory)/data"))
        #expect(try owner(database.path + "-wal") == owner("\(database.directory)/data"))
        withExtendedLifetime(store) {}
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `pages of any size bring each call once, oldest first`(limit: Int) async throws {
        let database = try TestDatabase()
        let store = try database.open()
        let records = (0..<7).map { index in
            var record = Sample.record
            record.key.sessionID = CallSessionID(rawValue: "\(index)")
            record.crmLogID = CRMLogID(rawValue: "\(index)")
            record.createdAt = Sample.now + .seconds(index / 3)
            return record
        }
        try await store.write { store throws(StoreError) in
            for record in records.reversed() { try store.put(record) }
        }
        var found: [CallLogRecord] = []
        while true {
            let page = try store.callLogs(since: nil, after: found.last, limit: limit)
            found += page
            if page.count < limit { break }
        }
        #expect(found == records)
        #expect(try store.countCallLogs(since: nil) == 7)
        let since = Sample.now + .seconds(1)
        #expect(try store.callLogs(since: since, after: nil, limit: 100) == Array(records[3...]))
        #expect(try store.countCallLogs(since: since) == 4)
    }
}
