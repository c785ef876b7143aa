import CallLog
import Testing

/// One promise of ``Store``, to be kept by every kind of store.
struct StoreCheck: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (any Store) async throws -> Void

    private init(_ promise: String, _ run: @escaping @Sendable (any Store) async throws -> Void) {
        self.testDescription = promise
        self.run = run
    }

    static let all = rows + lookups + ends

    private static let rows = [
        StoreCheck("an empty store has nothing") { (store) throws in
            let nothing = Everything(
                users: [],
                callLog: nil,
                draft: nil,
                note: nil,
                shown: nil,
                replies: [nil, nil],
                settings: nil,
                lease: nil,
                adapterRecords: [nil, nil]
            )
            #expect(try await Everything.read(from: store) == nothing)
        },
        StoreCheck("what was written is read, in every column") { (store) throws in
            try await Everything.put(into: store)
            #expect(try await Everything.read(from: store) == Everything())
        },
        StoreCheck("writing again replaces") { (store) throws in
            try await Everything.put(into: store)
            try await Everything.put(into: store)
            #expect(try await Everything.read(from: store) == Everything())
        },
        StoreCheck("a removed row is gone, and alone") { (store) throws in
            try await Everything.put(into: store)
            try await store.write { store throws(StoreError) in
                try store.removeUser(Sample.bareUser.id, platform: Sample.bareUser.platform)
                try store.setDraft(nil, of: Sample.key)
                try store.setCachedNote(
                    nil,
                    session: Sample.key.sessionID,
                    user: Sample.user.id,
                    tenant: Sample.tenant
                )
                try store.setStoredReply(nil, for: Sample.runningKey)
                try store.setAccountSettings(nil, of: "account")
                try store.setLease(nil, name: "turn")
                try store.removeAdapterRecord(Sample.shared.key)
            }
            let left = Everything(
                users: [Sample.user],
                draft: nil,
                note: nil,
                replies: [Sample.reply, nil],
                settings: nil,
                lease: nil,
                adapterRecords: [nil, Sample.personal]
            )
            #expect(try await Everything.read(from: store) == left)
        },
        StoreCheck("a row put again keeps its draft and the time it was created") { (store) throws in
            try await Everything.put(into: store)
            try await store.write { store throws(StoreError) in
                var record = Sample.record
                record.createdAt = Sample.now + .seconds(9)
                record.state = .done
                try store.put(record)
                var other = Sample.shared
                other.createdAt = Sample.now + .seconds(9)
                try store.put(other)
            }
            let found = try await Everything.read(from: store)
            #expect(found.callLog?.state == .done)
            #expect(found.callLog?.createdAt == Sample.now)
            #expect(found.draft == Sample.draft)
            #expect(found.adapterRecords.first == Sample.shared)
        },
        StoreCheck("a body that throws changes nothing") { (store) throws in
            await #expect(throws: StoreError(.internalFault, detail: "on purpose")) {
                try await store.write { store throws(StoreError) in
                    try store.setLease(Sample.lease, name: "turn")
                    throw StoreError(.internalFault, detail: "on purpose")
                }
            }
            #expect(try await !store.has("turn"))
        },
        StoreCheck("a body sees its own writes") { (store) throws in
            let seen = try await store.write { store throws(StoreError) in
                try store.setLease(Sample.lease, name: "turn")
                return try store.lease("turn")
            }
            #expect(seen == Sample.lease)
        },
    ]

    private static let lookups = [
        StoreCheck("rows of sessions are those of the tenant, each once") { (store) throws in
            let keys = [
                Sample.key("1"), Sample.key("1", owner: "u:b"), Sample.key("2"), Sample.key("3"),
                Sample.key("1", tenant: Sample.otherTenant),
            ]
            try await put(keys.map { Sample.bareRecord($0) }, into: store)
            let found = try await store.read { store throws(StoreError) in
                try store.callLogs(of: ["1", "2", "1", "9"], tenant: Sample.tenant)
            }
            #expect(found.count == 3)
            #expect(Set(found.map(\.key)) == Set(keys.prefix(3)))
        },
        StoreCheck("rows since a moment come oldest first") { (store) throws in
            let times = [3, 1, 2].map { Sample.now + .seconds($0) }
            let rows = times.map { Sample.bareRecord(Sample.key(.init(rawValue: "\($0.seconds)")), createdAt: $0) }
            try await put(rows, into: store)
            let (all, some) = try await store.read { store throws(StoreError) in
                (try store.callLogs(since: nil), try store.callLogs(since: Sample.now + .seconds(2)))
            }
            #expect(all.map(\.createdAt) == times.sorted())
            #expect(some.map(\.createdAt) == times.sorted().suffix(2))
        },
        StoreCheck("due rows are undecided, free and late, the latest first, at most so many") { (store) throws in
            func row(_ name: CallSessionID, _ due: Int?, lease: Int = 0, _ state: CallLogRecord.State = .pending)
                -> CallLogRecord
            {
                var row = Sample.bareRecord(Sample.key(name), state: state)
                row.dueAt = due.map { Sample.now + .seconds($0) }
                row.leaseUntil = Sample.now + .seconds(lease)
                return row
            }
            try await put(
                [
                    row("due", 0), row("overdue", -9, .unknown), row("early", 1), row("held", -5, lease: 1),
                    row("never", nil), row("failed", -5, .failed), row("late", -1),
                ],
                into: store
            )
            let (three, one) = try await store.read { store throws(StoreError) in
                (try store.dueCallLogs(at: Sample.now, limit: 9), try store.dueCallLogs(at: Sample.now, limit: 1))
            }
            #expect(three.map(\.key.sessionID) == ["overdue", "late", "due"])
            #expect(one.map(\.key.sessionID) == ["overdue"])
        },
        StoreCheck("a CRM record, a payload and a contact find their rows within the tenant") { (store) throws in
            var decided = Sample.record
            decided.key = Sample.key("decided")
            (decided.state, decided.crmLogID) = (.failed, nil)
            var other = Sample.record
            other.key = Sample.key("1", tenant: Sample.otherTenant)
            try await put([Sample.record, decided, other], into: store)
            let holders = try await store.read { store throws(StoreError) in
                [
                    try store.callLog(holding: "900", tenant: Sample.tenant),
                    try store.callLog(holding: "900", tenant: Sample.otherTenant),
                    try store.callLog(holding: "901", tenant: Sample.tenant),
                ]
            }
            #expect(holders == [Sample.record, other, nil])
            let equal = try await store.read { store throws(StoreError) in
                [
                    try store.undecidedCallLogs(payloadDigest: [9, 0, 9], tenant: Sample.tenant),
                    try store.undecidedCallLogs(payloadDigest: [9], tenant: Sample.tenant),
                    try store.undecidedCallLogs(on: "42", tenant: Sample.tenant),
                    try store.undecidedCallLogs(on: "4", tenant: Sample.tenant),
                ]
            }
            #expect(equal == [[Sample.record], [], [Sample.record], []])
        },
        StoreCheck("adapter records are listed by scope and kind, newest first, at most so many") { (store) throws in
            let scope = AdapterScope(tenant: Sample.tenant)
            try await store.write { store throws(StoreError) in
                for (index, id) in ["a", "b", "c"].enumerated() {
                    try store.put(Sample.adapterRecord(id, createdAt: Sample.now + .seconds(index)))
                }
                try store.put(Sample.personal)
            }
            let found = try await store.read { store throws(StoreError) in
                [
                    try store.adapterRecords("log", scope: scope, limit: 2),
                    try store.adapterRecords("other", scope: scope, limit: 2),
                    try store.adapterRecords("log", scope: Sample.personal.key.scope, limit: 9),
                ]
            }
            #expect(found.map { $0.map(\.key.id) } == [["c", "b"], [], ["2"]])
        },
        StoreCheck("users are listed by platform and name") { (store) throws in
            let ids: [CRMUserID] = ["b", "a", "B"]
            try await store.write { store throws(StoreError) in
                for id in ids {
                    var user = Sample.user
                    user.id = id
                    try store.put(user)
                }
                try store.put(Sample.bareUser)
            }
            let users = try await store.read { store throws(StoreError) in try store.users() }
            #expect(users.map(\.id) == ["B", "a", "b", "demo"])
        },
    ]

    private static let ends = [
        StoreCheck("what has expired is forgotten, a day later for marks and leases") { (store) throws in
            try await Everything.put(into: store)
            func forget(at moment: Timestamp) async throws -> Everything {
                try await store.write { store throws(StoreError) in try store.removeExpired(before: moment) }
                return try await Everything.read(from: store)
            }
            var left = Everything()
            left.replies = [Sample.reply, nil]
            #expect(try await forget(at: Sample.now) == left)
            let day = Sample.now + .seconds(86_400)
            #expect(try await forget(at: day - .milliseconds(1)) == left)
            (left.note, left.replies, left.shown) = (nil, [nil, nil], nil)
            #expect(try await forget(at: day) == left)
            left.lease = nil
            #expect(try await forget(at: day + .seconds(30)) == left)
        },
        StoreCheck("writers that read first never lose an update") { (store) throws in
            try await withThrowingTaskGroup { group in
                for _ in 0..<40 { group.addTask { try await Self.count(in: store) } }
                try await group.waitForAll()
            }
            #expect(try await store.read { store throws(StoreError) in try store.lease("count")?.owner } == "40")
        },
    ]

    /// Adds one to a number the store keeps.
    static func count(in store: any Store) async throws(StoreError) {
        try await store.write { store throws(StoreError) in
            let old = try store.lease("count").flatMap { Int($0.owner) } ?? 0
            try store.setLease(Lease(owner: "\(old + 1)", until: Sample.now), name: "count")
        }
    }

    private static func put(_ records: [CallLogRecord], into store: any Store) async throws {
        try await store.write { store throws(StoreError) in for record in records { try store.put(record) } }
    }
}
