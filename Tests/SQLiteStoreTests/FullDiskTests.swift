import CallLog
import Foundation
import Testing

@testable import SQLiteStore

/// A disk that is full, by a limit on the size of files: each in a process of its own, as the limit is the process's.
@Suite struct FullDiskTests {
    @Test func `a full disk fails the write, changes nothing and heals by itself`() async {
        await #expect(processExitsWith: .success) {
            let database = try TestDatabase()
            let store = try database.open()
            try await Everything.put(into: store)
            FileSizeLimit.set(try TestDatabase.bytes(of: database.path + "-wal").count + 2000)
            for _ in 0..<3 {
                await #expect {
                    try await store.set("late")
                } throws: {
                    [.full, .inputOutput].contains(($0 as? StoreError)?.reason)
                }
            }
            #expect(try await Everything.read(from: store) == Everything())
            #expect(try await !store.has("late"))
            FileSizeLimit.lift()
            try await store.set("late")
            #expect(try await store.has("late"))
            try store.check()
            let again = try database.open()
            #expect(try await again.has("late"))
            #expect(try await Everything.read(from: again) == Everything())
        }
    }

    @Test func `the one write of a group that finds no space fails alone`() async {
        await #expect(processExitsWith: .success) {
            let database = try TestDatabase()
            let store = try database.open()
            try await store.set("first")
            FileSizeLimit.set(try TestDatabase.bytes(of: database.path + "-wal").count + 400_000)
            let failures = await withTaskGroup(of: Int?.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        do throws(StoreError) {
                            let owner = index == 7 ? String(repeating: "x", count: 1_000_000) : "owner"
                            try await store.set("\(index)", owner)
                            return nil
                        } catch {
                            return index
                        }
                    }
                }
                return await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }
            }
            #expect(failures == [7])
            for index in 0..<12 { #expect(try await store.has("\(index)") == (index != 7)) }
        }
    }

    @Test func `a backup that finds no space leaves no file`() async {
        await #expect(processExitsWith: .success) {
            let database = try TestDatabase()
            let store = try database.open()
            try await Everything.put(into: store)
            FileSizeLimit.set(20_000)
            let copy = "\(database.directory)/copy.db"
            #expect { try store.backup(to: copy) } throws: {
                [.full, .inputOutput].contains(($0 as? StoreError)?.reason)
            }
            #expect(!FileManager.default.fileExists(atPath: copy))
            FileSizeLimit.lift()
            try store.backup(to: copy)
            #expect(try TestDatabase.mode(of: copy) == 0o600)
        }
    }
}

/// How large a file of this process may get (`setrlimit(2)`); a write beyond fails with EFBIG.
enum FileSizeLimit {
    static func set(_ bytes: Int) {
        signal(SIGXFSZ, SIG_IGN)
        change(to: rlim_t(bytes))
    }

    static func lift() {
        change(to: .max)
    }

    private static func change(to bytes: rlim_t) {
        var limit = rlimit(rlim_cur: bytes, rlim_max: .max)
        #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
    }
}
