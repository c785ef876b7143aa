import CRMAdapters
import CallLogTesting
import Testing

@testable import CallLog

/// Rows that a crash left behind, on a store in memory and testCRM.
struct ReconcilerTests {
    let store = InMemoryStore()
    let time = ManualTime()
    let policy = CallLogPolicy()
    let user = CRMUser(
        platform: "testCRM",
        id: "testUserId",
        accessToken: AccessToken("key"),
        sessionVersion: "1",
        createdAt: Timestamp(seconds: 0),
        updatedAt: Timestamp(seconds: 0)
    )

    @Test func `equal calls of a crashed process are decided at once, whoever looks first`() async throws {
        try await store.write { [user] store throws(StoreError) in try store.put(user) }
        let adapter = TestCRMAdapter(store: store, time: time)
        let claims = CallLogClaims(store: store, time: time, random: SystemRandom(), policy: policy)
        let reconciler = CallLogReconciler(
            store: store,
            adapters: AdapterRegistry([adapter]),
            credentials: CredentialKeeper(store: store, time: time, random: SystemRandom()),
            claims: claims,
            time: time,
            policy: policy
        )
        // Four calls with one payload: all are stamped, two are written, none is settled.
        var keys: [CallLogKey] = []
        for number in 1...4 {
            let draft = draft(CallSessionID(rawValue: "\(number)"))
            let request = request(draft)
            guard case .mine(let claim) = try await claims.claim(request, draft: draft) else {
                Issue.record("claimed by nobody else")
                return
            }
            keys.append(request.key)
            _ = try #require(try await claims.stamp(claim))
            if number <= 2 { _ = try await adapter.createCallLog(draft, in: context) }
        }
        time.advance(by: policy.lease + policy.stampLife)
        // All are taken over before the first is decided, as when they are worked on side by side.
        var takeovers: [CallLogClaims.Takeover] = []
        for key in keys { takeovers.append(try #require(try await claims.takeOver(key))) }
        var adopted: Set<CRMLogID> = []
        for takeover in takeovers {
            let found = try await adapter.callLogs(
                matching: try #require(takeover.draft),
                claimedAt: takeover.record.claimedAt,
                trustingSession: true,
                in: context
            )
            switch try await claims.adopt(takeover.claim, from: found, trustedSession: true) {
            case .adopted(let id, let extras):
                adopted.insert(id)
                #expect(extras == [], "they may be a twin's")
            case .nothingFound: try await claims.postpone(takeover.claim, reason: "not-found-yet")
            case .wait, .lost: Issue.record("nobody is sending any more")
            }
        }
        #expect(adopted.count == 2)
        // The other two are written once the quiet time is over.
        time.advance(by: policy.quiet)
        for _ in 1...3 {
            try await reconciler.reconcileDue()
            time.advance(by: .seconds(5))
        }
        var ids: Set<CRMLogID> = []
        for key in keys {
            let row = try #require(try await claims.record(key))
            #expect(row.state == .done)
            ids.insert(try #require(row.crmLogID))
        }
        #expect(ids.count == 4)
    }

    @Test func `what a twin may just have sent is not adopted`() async throws {
        try await store.write { [user] store throws(StoreError) in try store.put(user) }
        let adapter = TestCRMAdapter(store: store, time: time)
        let claims = CallLogClaims(store: store, time: time, random: SystemRandom(), policy: policy)
        let (first, second) = (draft("1"), draft("2"))
        guard case .mine(let crashed) = try await claims.claim(request(first), draft: first) else { return }
        _ = try await claims.stamp(crashed)
        time.advance(by: policy.lease + .milliseconds(1))
        let takeover = try #require(try await claims.takeOver(crashed.key))
        guard case .mine(let live) = try await claims.claim(request(second), draft: second) else { return }
        _ = try await claims.stamp(live)
        let id = try await adapter.createCallLog(second, in: context)
        let end = time.now() + policy.stampLife + policy.lease
        let adoption = try await claims.adopt(takeover.claim, from: FoundCallLogs([id]), trustedSession: false)
        guard case .wait(let limit) = adoption else {
            Issue.record("\(adoption)")
            return
        }
        #expect(limit == end)
        try await claims.postpone(takeover.claim, reason: "twin-under-way", until: limit)
        let row = try #require(try await claims.record(crashed.key))
        #expect(try #require(row.dueAt) <= end)
        #expect(row.attempts == 0, "waiting for others is no failed attempt")
    }

    private func draft(_ session: CallSessionID) -> CallLogDraft {
        CallLogDraft(
            sessionID: session,
            contact: CallContact(id: "c1", type: "contact", name: "Carla Customer"),
            direction: .outbound,
            subject: "Outbound Call to Carla Customer",
            body: "- Note: the same",
            note: "the same",
            startTime: Timestamp(seconds: 1_713_449_000),
            durationInSeconds: 60
        )
    }

    private func request(_ draft: CallLogDraft) -> CreateRequest {
        let identity = ExtensionIdentity()
        return CreateRequest(
            key: CallLogKey(tenant: user.tenant, sessionID: draft.sessionID, owner: identity.owner(for: user.id)),
            identity: identity,
            userID: user.id,
            digest: [1],
            payloadDigest: [2]
        )
    }

    private var context: CRMContext {
        CRMContext(
            user: user,
            call: CRMCall(time: time, timeoutOfOneCall: policy.crmTimeout, timeoutOfAllCalls: policy.timeoutOfAllCalls)
        )
    }
}
