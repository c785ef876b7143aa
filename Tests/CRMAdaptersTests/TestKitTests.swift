import CRMAdapters
import CallLog
import CallLogTesting
import HTTPCore
import StrictJSON
import TestSupport
import Testing

@Suite struct TestKitTests {
    @Test func `a body that throws leaves nothing behind`() async throws {
        let store = InMemoryStore()
        let user = CRMUser.pipedrive(1)
        await #expect(throws: StoreError.self) {
            try await store.write { store throws(StoreError) in
                try store.put(user)
                try store.setLease(Lease(owner: "a", until: Timestamp(seconds: 1)), name: "x")
                throw StoreError(.busy)
            }
        }
        let (users, lease) = try await store.read { store throws(StoreError) in
            (try store.users(), try store.lease("x"))
        }
        #expect(users.isEmpty)
        #expect(lease == nil)
    }

    @Test func `a failing store fails every access until it is healed`() async throws {
        let store = InMemoryStore()
        store.fail(with: StoreError(.full))
        await #expect(throws: StoreError(.full)) {
            try await store.read { store throws(StoreError) in try store.users() }
        }
        store.fail(with: nil)
        #expect(try await store.read { store throws(StoreError) in try store.users() } == [])
    }

    @Test func `a script is given in order, its last line again and again`() async throws {
        let http = RecordedHTTPClient([
            .success(.json("1")), .failure(HTTPClientError(.tlsFailed)), .success(.json("2", status: 201)),
        ])
        let request = OutboundRequest(.get, "https://a.test/", timeout: .seconds(1))
        #expect(try await http.send(request).status == 200)
        await #expect(throws: HTTPClientError.self) { try await http.send(request) }
        for _ in 0..<2 { #expect(try await http.send(request).status == 201) }
        #expect(http.requests.count == 4)
    }

    @Test func `conformance tells an adapter that loses notes`() async throws {
        let bench = try PipedriveBench()
        let scripted = try ScriptedPipedrive.writing(.success(.json(#"{"success":true,"data":{"id":1}}"#)))
        let conformance = AdapterConformance(
            scripted.adapter,
            user: bench.user,
            otherUser: bench.other,
            contact: bench.contact,
            time: scripted.time
        )
        await #expect(throws: AdapterConformance.Failure.self) { try await conformance.checkRoundTrip() }
    }

    @Test func `an ended token is renewed once and the call is logged once`() async throws {
        let bench = try PipedriveBench()
        try await bench.store.write { [user = bench.user] store throws(StoreError) in try store.put(user) }
        let keeper = CredentialKeeper(store: bench.store, time: bench.time, random: SystemRandom())
        bench.fake.expireAccessTokens()
        let id = try await keeper.perform(bench.context(), bench.adapter) { context async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft(), in: context)
        }
        #expect(
            bench.fake.requests.map { "\($0.route) \($0.status ?? 0)" } == [
                "GET /api/v1/activityTypes 401", "POST /oauth/token 200", "GET /api/v1/activityTypes 200",
                "GET /api/v2/persons/{id} 200", "POST /api/v2/activities 201",
            ]
        )
        #expect(bench.fake.activities.map { $0["id"]?.textValue } == [id.rawValue])
        let stored = try await bench.store.read { [user = bench.user] store throws(StoreError) in
            try store.user(user.id, platform: user.platform)
        }
        #expect(stored?.accessToken != bench.user.accessToken)
        #expect(stored?.hostname == "acme.pipedrive.com")
    }
}
