import CallLog
import Foundation
import SessionToken
import Testing

@testable import SQLiteStore

/// A database file in a directory of its own, which goes when the object does.
final class TestDatabase: Sendable {
    static let key = "the data key of the tests, long enough"

    let directory: String
    var path: String { "\(directory)/data/calllog.db" }

    init() throws {
        directory = "\(NSTemporaryDirectory())calllog-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func open(
        key: String = TestDatabase.key,
        previous: [String] = [],
        busyTimeout: Duration = .seconds(5),
        journal: SQLiteStore.Journal = .automatic
    ) throws -> SQLiteStore {
        try SQLiteStore(
            path: path,
            sealing: SecretBox(current: DataKey(key), previous: previous.map { try DataKey($0) }),
            configuration: .init(busyTimeout: busyTimeout, journal: journal)
        )
    }

    /// A connection beside the store's own.
    func connect() throws(StoreError) -> SQLiteConnection {
        try SQLiteConnection(path: path, creates: false, busyTimeout: .seconds(5))
    }

    static func mode(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// How many transactions stand in the write-ahead log (SQLite file format, section 4): frames that carry the
    /// database's size after a commit. Valid as long as nothing was checkpointed.
    func commits() throws -> Int {
        let log = try Self.bytes(of: path + "-wal")
        func number(at offset: Int) -> Int { log[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let frame = 24 + number(at: 8)
        return stride(from: 32, through: log.count - frame, by: frame).filter { number(at: $0 + 4) != 0 }.count
    }
}

extension Store {
    func set(_ name: String, _ owner: String = "owner") async throws(StoreError) {
        try await write { store throws(StoreError) in
            try store.setLease(Lease(owner: owner, until: Sample.now), name: name)
        }
    }

    func has(_ name: String) async throws(StoreError) -> Bool {
        try await read { store throws(StoreError) in try store.lease(name) } != nil
    }
}
