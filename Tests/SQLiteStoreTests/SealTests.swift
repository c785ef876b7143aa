import CallLogTesting
import Testing

@testable import CallLog
@testable import SQLiteStore

/// Sealed values: bound to their row and column, and moved to a new key without a stop.
@Suite struct SealTests {
    @Test func `rotation leaves nothing under the old key`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let newKey = "the next data key, long enough as well"

        let between = try database.open(key: newKey, previous: [TestDatabase.key])
        #expect(try await Everything.read(from: between) == Everything())
        #expect(try await between.rotateSeals() == 5)
        #expect(try await between.rotateSeals() == 0)

        #expect(try await Everything.read(from: database.open(key: newKey)) == Everything())
        let old = try database.open()
        await #expect { try await Everything.read(from: old) } throws: { ($0 as? StoreError)?.reason == .sealBroken }
    }

    @Test func `rotation without the old key changes nothing`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let other = try database.open(key: "a key this database never had before")
        await #expect { try await other.rotateSeals() } throws: { ($0 as? StoreError)?.reason == .sealBroken }
        #expect(try await Everything.read(from: database.open()) == Everything())
    }

    @Test func `a call whose draft does not open is taken over, put aside and given up all the same`() async throws {
        let database = try TestDatabase()
        try await Everything.put(into: database.open())
        let store = try database.open(key: "a key this database never had before")
        let time = ManualTime(Sample.now + .seconds(60))
        let policy = CallLogPolicy()
        let reconciler = CallLogReconciler(
            store: store,
            adapters: AdapterRegistry([]),
            credentials: CredentialKeeper(store: store, time: time, random: SystemRandom()),
            claims: CallLogClaims(store: store, time: time, random: SystemRandom(), policy: policy),
            time: time,
            policy: policy
        )
        func row() async throws -> CallLogRecord? {
            try await store.read { store throws(StoreError) in try store.callLog(Sample.key) }
        }
        try await store.write { store throws(StoreError) in
            var record = Sample.record
            record.fence = 1
            try store.put(record)
        }
        #expect(try await reconciler.reconcileDue() == 1)
        #expect(try await row()?.failure == "draft-unreadable")
        #expect(try await reconciler.reconcileDue() == 0, "it is due later")
        time.advance(by: policy.giveUp)
        #expect(try await reconciler.reconcileDue() == 1)
        #expect(try await row()?.state == .failed)
        #expect(try database.connect().query("SELECT 1 FROM drafts") { _ throws(StoreError) in 1 } == [])
    }

    /// A statement that moves a sealed value where it does not belong, and who would read it there.
    struct Move: CustomTestStringConvertible {
        let testDescription: String
        let read: @Sendable (any StoreReader) throws(StoreError) -> Void

        init(_ statement: String, _ read: @escaping @Sendable (any StoreReader) throws(StoreError) -> Void) {
            self.testDescription = statement
            self.read = read
        }
    }

    static let moves = [
        Move("UPDATE users SET access_token = refresh_token") { store throws(StoreError) in _ = try store.users() },
        Move("UPDATE users SET id = 'thief' WHERE platform = 'pipedrive'") { store throws(StoreError) in
            _ = try store.user("thief", platform: "pipedrive")
        },
        Move("UPDATE users SET access_token = x'' WHERE platform = 'pipedrive'") { store throws(StoreError) in
            _ = try store.users()
        },
        Move("UPDATE drafts SET host = 'other.pipedrive.com'") { store throws(StoreError) in
            _ = try store.draft(of: Sample.key(Sample.key.sessionID, tenant: Sample.otherTenant))
        },
        Move("UPDATE drafts SET owner = 'u:thief'") { store throws(StoreError) in
            _ = try store.draft(of: Sample.key(Sample.key.sessionID, owner: "u:thief"))
        },
        Move("UPDATE drafts SET draft = (SELECT note FROM cached_notes)") { store throws(StoreError) in
            _ = try store.draft(of: Sample.key)
        },
        Move("UPDATE cached_notes SET user_id = 'thief'") { store throws(StoreError) in
            _ = try store.cachedNote(session: Sample.key.sessionID, user: "thief", tenant: Sample.tenant)
        },
        Move("UPDATE stored_replies SET key = 'key-3' WHERE key = 'key-1'") { store throws(StoreError) in
            var key = Sample.replyKey
            key.key = "key-3"
            _ = try store.storedReply(key)
        },
    ]

    @Test(arguments: moves)
    func `a value moved elsewhere does not open`(move: Move) async throws {
        let database = try TestDatabase()
        let store = try database.open()
        try await Everything.put(into: store)
        try database.connect().run(move.testDescription)
        await #expect {
            try await store.read { store throws(StoreError) in try move.read(store) }
        } throws: {
            ($0 as? StoreError)?.reason == .sealBroken
        }
    }
}
