import CRMAdapters
import CallLog
import CallLogTesting
import StrictJSON
import TestSupport
import Testing

@Suite struct PipedriveActivityTypeTests {
    private let route = "GET /api/v1/activityTypes"

    private func choose(_ value: JSONValue, _ bench: PipedriveBench) async throws {
        try await bench.store.write { store throws(StoreError) in
            try store.setAccountSettings(["pipedriveCallActivityType": value], of: "account-hash")
        }
    }

    private func typeOfNextCall(_ bench: PipedriveBench) async throws(CRMError) -> String? {
        _ = try await bench.create()
        return bench.sent["type"]?.stringValue
    }

    private func reads(_ bench: PipedriveBench) -> Int { bench.fake.requests(of: route).count }

    @Test func `the first active type named like a call is taken, and the list kept for a day`() async throws {
        let bench = try PipedriveBench()
        bench.fake.setActivityTypes([
            ("old", "Old Call", false), ("meeting", "Meeting", true), ("phone", "PHONE CALL", true),
            ("call", "Call", true),
        ])
        #expect(try await typeOfNextCall(bench) == "phone")
        bench.time.advance(by: .seconds(86_399 - 3590))
        #expect(reads(bench) == 1)
    }

    @Test(arguments: [JSONValue.string("task"), ["value": "task", "customizable": false]])
    func `the administrator's choice counts`(_ setting: JSONValue) async throws {
        let bench = try PipedriveBench()
        try await choose(setting, bench)
        #expect(try await typeOfNextCall(bench) == "task")
    }

    @Test func `a choice that the list lacks is looked for once, then the word counts`() async throws {
        let bench = try PipedriveBench()
        #expect(try await typeOfNextCall(bench) == "call")
        try await choose("vip", bench)
        #expect(try await typeOfNextCall(bench) == "call")
        #expect(try await typeOfNextCall(bench) == "call")
        #expect(reads(bench) == 2)
        bench.fake.setActivityTypes([("call", "Call", true), ("vip", "VIP", true)])
        bench.time.advance(by: .seconds(601))
        #expect(try await typeOfNextCall(bench) == "vip")
        #expect(reads(bench) == 3)
    }

    @Test func `a choice made after the list was read is found at once`() async throws {
        let bench = try PipedriveBench()
        #expect(try await typeOfNextCall(bench) == "call")
        bench.fake.setActivityTypes([("call", "Call", true), ("vip", "VIP", true)])
        try await choose("vip", bench)
        #expect(try await typeOfNextCall(bench) == "vip")
    }

    @Test func `without a type for calls the person is told what is missing, and a new one helps at once`() async throws
    {
        let bench = try PipedriveBench()
        bench.fake.setActivityTypes([("meeting", "Meeting", true)])
        for _ in 0..<2 {
            let error = await failure { () async throws(CRMError) in try await bench.create() }
            guard case .setupIncomplete(let advice) = error?.reason else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(
                advice
                    == "Call logging requires an active activity type containing the word \"call\" (case insensitive),"
                    + " or one explicitly assigned by an admin under Admin > Account settings."
            )
        }
        #expect(bench.fake.activities.isEmpty)
        bench.fake.setActivityTypes([("c", "Recall", true)])
        #expect(try await typeOfNextCall(bench) == "c")
    }

    @Test func `an old list counts while no new one can be had`() async throws {
        let bench = try PipedriveBench()
        #expect(try await typeOfNextCall(bench) == "call")
        bench.time.advance(by: .seconds(90_000))
        let fresh = bench.fake.addUser(777)
        bench.fake.fail(route, with: .fail(status: 500))
        let user = CRMUser.pipedrive(777, fresh, at: bench.time.now())
        _ = try await bench.create(as: user)
        #expect(bench.sent["type"] == "call")
        _ = try await bench.create(as: user)
        #expect(reads(bench) == 3)
    }

    @Test func `no list at all is a failure that wrote nothing`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail(route, with: .fail(status: 500))
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .notSent)
    }

    @Test func `a type that Pipedrive refuses is not chosen again`() async throws {
        let bench = try PipedriveBench()
        #expect(try await typeOfNextCall(bench) == "call")
        bench.fake.setActivityTypes([("call_2", "Call", true)])
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .dataRefused(field: "type"))
        #expect(try await typeOfNextCall(bench) == "call_2")
    }

    @Test func `users of one company share the list`() async throws {
        let bench = try PipedriveBench()
        _ = try await bench.create()
        _ = try await bench.create(as: bench.other)
        #expect(reads(bench) == 1)
    }
}
