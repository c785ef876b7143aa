import CRMAdapters
import CallLog
import CallLogTesting
import HTTPCore
import StrictJSON
import TestSupport
import Testing

@Suite struct PipedriveReconcilingTests {
    private func found(
        _ bench: PipedriveBench,
        _ draft: CallLogDraft? = nil,
        since claimedAt: Timestamp
    ) async throws(CRMError) -> [CRMLogID] {
        try await bench.adapter.callLogs(
            matching: draft ?? bench.draft(),
            claimedAt: claimedAt,
            in: bench.context()
        ).all
    }

    private func number(_ id: CRMLogID) throws -> Int64 { try #require(Int64(id.rawValue)) }

    static let edits: [(name: String, value: JSONValue)] = [
        ("subject", "Another"), ("note", "Another"), ("due_date", "2024-04-17"), ("due_time", "04:04:00"),
        ("duration", "00:03:00"), ("owner_id", 778), ("is_deleted", true), ("add_time", nil),
        ("participants", [["person_id": 43, "primary": true]]),
    ]

    @Test(arguments: edits.map(\.name)) func `one value that differs is no match`(_ name: String) async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        let id = try await bench.create()
        #expect(try await found(bench, since: claimedAt) == [id])
        let value = try #require(Self.edits.first { $0.name == name }?.value)
        bench.fake.editActivity(try number(id)) { $0[name] = value }
        #expect(try await found(bench, since: claimedAt) == [])
    }

    @Test func `with the session-id line an edited record is still ours`() async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        let body = "<b>Agent notes</b><br>x<br><b>Call details</b><br><li><b>Session Id</b>: 4503991234567</li>"
        let draft = bench.draft(body: body)
        let id = try await bench.create(draft)
        bench.fake.editActivity(try number(id)) { activity in
            activity["subject"] = "Renamed"
            activity["note"] = .string((activity["note"]?.stringValue ?? "") + "<p>typed in Pipedrive</p>")
        }
        #expect(try await found(bench, draft, since: claimedAt) == [id])
        let longer = bench.draft(session: "45039912345", body: body.replacing("4503991234567", with: "45039912345"))
        #expect(try await found(bench, longer, since: claimedAt) == [])
    }

    @Test func `what was not sent is not compared`() async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        var draft = bench.draft(seconds: nil)
        draft.startTime = nil
        let id = try await bench.create(draft)
        bench.fake.editActivity(try number(id)) { $0["due_date"] = "2024-04-18" }
        #expect(try await found(bench, draft, since: claimedAt) == [id])
    }

    @Test(arguments: [0, 90, -90, 3600, -3600, 86_400, -86_400])
    func `the age of a record is judged by Pipedrive's clock`(_ skew: Int) async throws {
        let bench = try PipedriveBench(clockSkew: .seconds(skew))
        let before = try await bench.create()
        bench.time.advance(by: .milliseconds(2500))
        let claimedAt = bench.time.now()
        bench.time.advance(by: .milliseconds(300))
        let after = try await bench.create()
        bench.time.advance(by: .seconds(60))
        #expect(try await found(bench, since: claimedAt) == [after])
        #expect(before != after)
    }

    @Test func `what was added in the claim's own second may be ours, and is no copy`() async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        let (first, second) = (try await bench.create(), try await bench.create())
        bench.time.advance(by: .seconds(1))
        let later = try await bench.create()
        let found = try await bench.adapter.callLogs(
            matching: bench.draft(),
            claimedAt: claimedAt,
            in: bench.context()
        )
        #expect(found == FoundCallLogs([later], possible: [second, first]))
    }

    @Test func `every page of the list is read`() async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        for number in 0..<501 {
            var other = bench.draft()
            other.subject = "Call \(number)"
            _ = try await bench.create(other)
        }
        let id = try await bench.create()
        bench.fake.clearRequests()
        #expect(try await found(bench, since: claimedAt) == [id])
        #expect(bench.fake.requests.map(\.tokens) == [10, 10])
        #expect(bench.fake.requests.first?.query.contains("updated_since=2024-04-18T13%3A58%3A21Z") == true)
    }

    @Test func `pages too long to be read are asked for in smaller pieces`() async throws {
        let bench = try PipedriveBench()
        let claimedAt = bench.time.now()
        for _ in 0..<12 { _ = try await bench.create(bench.draft(body: String(repeating: "x", count: 99_000))) }
        let id = try await bench.create()
        #expect(try await found(bench, since: claimedAt) == [id])
    }

    @Test func `a list that never ends is given up`() async throws {
        let bench = try ScriptedPipedrive(
            RecordedHTTPClient([
                .success(.json(#"{"success":true,"data":[],"additional_data":{"next_cursor":"again"}}"#))
            ])
        )
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.callLogs(matching: bench.draft, claimedAt: bench.time.now(), in: bench.context())
        }
        #expect(error?.reason == .unavailable)
        #expect(bench.http.requests.count == 40)
    }

    @Test func `a failed list is an error, never an empty one`() async throws {
        let bench = try PipedriveBench()
        for fault in [FakePipedrive.Fault.fail(status: 500), .dropBeforeExecuting, .burst(retryAfter: 1)] {
            // A read on a kept connection that breaks may be sent again by the client.
            bench.fake.fail("GET /api/v2/activities", times: 2, with: fault)
            await #expect(throws: CRMError.self) { try await found(bench, since: bench.time.now()) }
            bench.fake.clearFaults()
        }
    }
}
