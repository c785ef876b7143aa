import CRMAdapters
import CallLog
import CallLogTesting
import StrictJSON
import Synchronization
import TestSupport
import Testing

@Suite struct PipedriveCallLogTests {
    @Test func `a call costs what the budget allows from create to disposition`() async throws {
        let bench = try PipedriveBench()
        _ = try await bench.create()
        #expect(
            bench.takeRequests() == [
                "GET /api/v1/activityTypes 20", "GET /api/v2/persons/42 1", "POST /api/v2/activities 5",
            ]
        )
        let id = try await bench.create()
        var spent = bench.fake.tokensSpent
        #expect(bench.takeRequests() == ["GET /api/v2/persons/42 1", "POST /api/v2/activities 5"])
        for number in 1...3 {
            let log = try await bench.adapter.loadCallLog(id, in: bench.context())
            let revision = CallLogRevision(body: log.body + "<li>\(number)</li>", durationInSeconds: 125)
            try await bench.adapter.updateCallLog(id, applying: revision, in: bench.context())
        }
        spent += bench.fake.tokensSpent
        let (read, patch) = ("GET /api/v2/activities/\(id) 1", "PATCH /api/v2/activities/\(id) 5")
        #expect(bench.takeRequests() == [read, patch, read, patch, read, patch])
        #expect(spent == 24)
        try await bench.adapter.setDisposition(["deals": 55], on: id, in: bench.context())
        #expect(bench.takeRequests() == [patch])
    }

    @Test func `the body has every value Pipedrive needs and no other`() async throws {
        let bench = try PipedriveBench()
        _ = try await bench.create()
        let expected: JSONObject = [
            "owner_id": 777, "subject": "Outbound Call to Carla Customer", "type": "call", "done": true,
            "participants": [["person_id": 42, "primary": true]], "org_id": 9,
            "note": "<b>Agent notes</b><br>Wants a quote.<br>A &amp; B<br>",
            "due_date": "2024-04-18", "due_time": "04:03", "duration": "00:02",
        ]
        #expect(bench.sent == expected)
    }

    @Test func `what is not known is left out`() async throws {
        let bench = try PipedriveBench()
        bench.fake.addPerson(43, name: "No Company")
        var draft = bench.draft(body: "", seconds: nil)
        draft.startTime = nil
        draft.contact.id = "43"
        _ = try await bench.create(draft)
        #expect(bench.sent.keys.sorted() == ["done", "owner_id", "participants", "subject", "type"])
    }

    @Test(
        arguments: [
            (["deals": 55], 55, nil), (["deals": "55"], 55, nil),
            (["deals": 55, "leads": "adf21080-0e10-11eb-879b-05d71fb426ec"], 55, nil),
            (
                ["deals": "none", "leads": "adf21080-0e10-11eb-879b-05d71fb426ec"], nil,
                "adf21080-0e10-11eb-879b-05d71fb426ec"
            ),
            (["deals": nil, "leads": ""], nil, nil), (["deals": "x; y"], nil, nil), (["deals": 0], nil, nil),
            ([:], nil, nil),
        ] as [(JSONObject, JSONValue?, JSONValue?)]
    )
    func `a deal goes before a lead and never both`(_ form: JSONObject, _ deal: JSONValue?, _ lead: JSONValue?)
        async throws
    {
        let bench = try PipedriveBench()
        _ = try await bench.create(bench.draft(submission: form))
        #expect(bench.sent["deal_id"] == deal)
        #expect(bench.sent["lead_id"] == lead)
    }

    @Test(arguments: ["createNewContact", "", "42x", "-42", "0", "42/../7", "4 2", "٤٢", "99999999999999999999"])
    func `a contact that is no number is missing, and nothing is sent`(_ id: String) async throws {
        let bench = try PipedriveBench()
        var draft = bench.draft()
        draft.contact.id = ContactID(rawValue: id)
        let error = await failure { () async throws(CRMError) in try await bench.create(draft) }
        #expect(error?.reason == .contactMissing)
        #expect(bench.fake.requests.isEmpty)
    }

    @Test func `a person who is gone is a missing contact, and no write is announced`() async throws {
        let bench = try PipedriveBench()
        bench.fake.deletePerson(42)
        let announced = Mutex(0)
        let context = bench.context { () async throws(CRMError) in announced.withLock { $0 += 1 } }
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft(), in: context)
        }
        #expect(error?.reason == .contactMissing)
        #expect(announced.withLock { $0 } == 0)
        #expect(bench.fake.activities.isEmpty)
    }

    @Test func `the write is announced right before it leaves`() async throws {
        let bench = try PipedriveBench()
        let seen = Mutex<[Int]>([])
        let context = bench.context { () async throws(CRMError) in
            seen.withLock { $0.append(bench.fake.requests.count) }
        }
        _ = try await bench.adapter.createCallLog(bench.draft(), in: context)
        #expect(seen.withLock { $0 } == [2])
        #expect(bench.fake.requests.count == 3)
    }

    @Test func `the older user id without company works`() async throws {
        var bench = try PipedriveBench()
        bench.user.id = "777-pipedrive"
        _ = try await bench.create()
        #expect(bench.sent["owner_id"] == 777)
    }

    @Test func `a null note loads as an empty one`() async throws {
        let bench = try PipedriveBench()
        let id = try await bench.create(bench.draft(body: ""))
        let log = try await bench.adapter.loadCallLog(id, in: bench.context())
        #expect(log.body == "")
        #expect(log.dispositions == ["deals": nil, "leads": nil])
        #expect(log.rawRecord?["id"]?.numberValue?.text == id.rawValue)
    }

    @Test(arguments: [FakePipedrive.DeletedForm.notFound, .gone, .flagged])
    func `a deleted log is missing in whatever way Pipedrive says so`(_ form: FakePipedrive.DeletedForm) async throws {
        let bench = try PipedriveBench()
        bench.fake.answerDeleted(as: form)
        let id = try await bench.create()
        try await bench.adapter.deleteCallLog(id, in: bench.context())
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.loadCallLog(id, in: bench.context())
        }
        #expect(error?.reason == .logMissing)
        try await bench.adapter.deleteCallLog(id, in: bench.context())
    }

    @Test func `an update moves the activity and takes a duration of nothing`() async throws {
        let bench = try PipedriveBench()
        let id = try await bench.create()
        let revision = CallLogRevision(
            subject: "New",
            startTime: Timestamp(rfc3339: "2024-04-19T23:59:59Z"),
            durationInSeconds: 0
        )
        try await bench.adapter.updateCallLog(id, applying: revision, in: bench.context())
        #expect(
            bench.sent
                == ["subject": "New", "due_date": "2024-04-19", "due_time": "23:59", "duration": "00:00"]
        )
        bench.fake.clearRequests()
        try await bench.adapter.updateCallLog(id, applying: CallLogRevision(), in: bench.context())
        #expect(bench.fake.requests.isEmpty)
    }

    @Test func `dispositions are set, exchanged and cleared`() async throws {
        let bench = try PipedriveBench()
        let id = try await bench.create()
        let lead: JSONValue = "adf21080-0e10-11eb-879b-05d71fb426ec"
        let steps: [(JSONObject, JSONObject?)] = [
            (["deals": "55", "note": "x"], ["deal_id": 55, "lead_id": nil]),
            (["leads": lead], ["lead_id": lead, "deal_id": nil]),
            (["deals": 55, "leads": lead], ["deal_id": 55, "lead_id": nil]),
            (["deals": nil], ["deal_id": nil]), (["leads": "none", "deals": ""], ["deal_id": nil, "lead_id": nil]),
            (["note": "x"], nil), ([:], nil),
        ]
        for (values, body) in steps {
            bench.fake.clearRequests()
            try await bench.adapter.setDisposition(values, on: id, in: bench.context())
            #expect(bench.fake.requests.count == (body == nil ? 0 : 1))
            if let body { #expect(bench.sent == body) }
        }
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.setDisposition(["deals": "no number"], on: id, in: bench.context())
        }
        #expect(error?.reason == .dataRefused(field: "deal_id"))
    }

    @Test func `a note over 100 kB is refused by name`() async throws {
        let bench = try PipedriveBench()
        let body = String(repeating: "x", count: 100_001)
        let error = await failure { () async throws(CRMError) in try await bench.create(bench.draft(body: body)) }
        #expect(error?.reason == .dataRefused(field: "note"))
        #expect(bench.adapter.bodyLimitInBytes == 100_000)
    }
}
