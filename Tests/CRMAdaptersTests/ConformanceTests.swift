import CRMAdapters
import CallLog
import CallLogTesting
import Testing

@Suite struct ConformanceTests {
    @Test func `Pipedrive does what every adapter has to do`() async throws {
        let bench = try PipedriveBench()
        let conformance = AdapterConformance(
            bench.adapter,
            user: bench.user,
            otherUser: bench.other,
            contact: bench.contact,
            time: bench.time
        )
        try await conformance.checkAll()
        try await conformance.checkDispositions(storing: ["deals": 55])
        try await conformance.checkDispositions(storing: ["leads": "adf21080-0e10-11eb-879b-05d71fb426ec"])
    }

    @Test func `testCRM does what every adapter has to do`() async throws {
        let time = ManualTime()
        let adapter = TestCRMAdapter(store: InMemoryStore(), time: time)
        let user = { (id: CRMUserID) in
            CRMUser(platform: "testCRM", id: id, sessionVersion: "v", createdAt: time.now(), updatedAt: time.now())
        }
        let conformance = AdapterConformance(
            adapter,
            user: user("1-testCRM"),
            otherUser: user("2-testCRM"),
            contact: CallContact(id: "c1", name: "Carla"),
            time: time
        )
        try await conformance.checkAll()
        try await conformance.checkDispositions(storing: ["testDispositionId": "won"])
    }
}
