import CurlClient
import HTTPCore
import StrictJSON
import TestSupport
import Testing

/// The fake is only worth as much as it refuses.
@Suite struct FakePipedriveTests {
    private let bench: PipedriveBench
    private let http: CurlClient

    init() throws {
        bench = try PipedriveBench()
        http = try CurlClient()
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSONObject? = nil,
        authorization: String? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        let token = bench.user.accessToken?.exposedText ?? ""
        let response = try await http.send(
            OutboundRequest(
                method,
                bench.fake.baseURL + path,
                headers: [
                    ("Authorization", authorization ?? "Bearer \(token)"), ("Content-Type", "application/json"),
                ],
                body: body.map { JSONValue.object($0).encoded },
                timeout: .seconds(5)
            )
        )
        return (response.status, try JSONValue(parsing: response.body))
    }

    private static let good: JSONObject = [
        "subject": "s", "type": "call", "participants": [["person_id": 42, "primary": true]],
        "due_date": "2024-04-18", "due_time": "04:03", "duration": "00:02",
    ]

    static let bad: [(key: String, value: JSONValue?)] = [
        ("person_id", 42), ("user_id", 777), ("deal_id", ""), ("deal_id", "55"), ("deal_id", 99), ("lead_id", "x"),
        ("org_id", "9"), ("org_id", true), ("owner_id", "777"), ("owner_id", 1), ("done", 1), ("done", "true"),
        ("duration", "00:60"), ("duration", "0:02"), ("duration", "2"), ("duration", 120), ("duration", "00:02:00"),
        ("due_time", "4:03"), ("due_time", "24:00"), ("due_time", "04:60"), ("due_date", "2024-4-18"),
        ("due_date", "2024-02-30"), ("due_date", nil), ("participants", nil), ("participants", [42]),
        ("participants", [["person_id": "42", "primary": true]]), ("participants", [["person_id": 42]]),
        ("participants", [["person_id": 42, "primary": 1]]), ("participants", [["person_id": 7, "primary": true]]),
        ("type", "unknown"), ("type", nil), ("subject", ""), ("subject", nil), ("note", ""),
    ]

    @Test func `a good activity is taken`() async throws {
        let reply = try await send(.post, "/api/v2/activities", Self.good)
        #expect(reply.status == 201)
        #expect(reply.body["data"]?["person_id"] == 42)
        #expect(reply.body["data"]?["due_time"] == "04:03:00")
    }

    @Test(arguments: bad.indices) func `one bad value is refused`(_ index: Int) async throws {
        let (key, value) = Self.bad[index]
        var body = Self.good
        body[key] = value
        let reply = try await send(.post, "/api/v2/activities", body)
        #expect(reply.status == 400)
        #expect(reply.body["success"] == false)
        let names = reply.body["error"]?.stringValue ?? ""
        #expect(names.contains(key) || key == "due_date" && names.contains("due_time"))
        #expect(bench.fake.activities.isEmpty)
    }

    @Test func `a deal beside a lead is refused, also step by step`() async throws {
        var body = Self.good
        (body["deal_id"], body["lead_id"]) = (55, "adf21080-0e10-11eb-879b-05d71fb426ec")
        #expect(try await send(.post, "/api/v2/activities", body).status == 400)
        body["lead_id"] = nil
        let id = try await send(.post, "/api/v2/activities", body).body["data"]?["id"]?.textValue ?? ""
        let lead: JSONObject = ["lead_id": "adf21080-0e10-11eb-879b-05d71fb426ec"]
        #expect(try await send(.patch, "/api/v2/activities/\(id)", lead).status == 400)
    }

    @Test(arguments: ["", "Bearer wrong", "Basic eDp5", "bearer"])
    func `without its token nothing is answered`(_ authorization: String) async throws {
        let reply = try await send(.get, "/api/v2/persons/42", authorization: authorization)
        #expect(reply.status == 401)
        #expect(reply.body["errorCode"] == 401)
    }

    @Test(arguments: ["/v1/activities/1", "/api/v1/activities", "/v1/persons/42", "/v1/deals"])
    func `calls out of support are gone`(_ path: String) async throws {
        #expect(try await send(.get, path).status == 410)
    }

    @Test(arguments: [
        "type=call", "limit=501", "limit=0", "updated_since=2024-04-18", "sort_by=subject", "cursor=x", "person_id=",
        "person_id=1&person_id=2",
    ])
    func `a query it does not know is refused`(_ query: String) async throws {
        #expect(try await send(.get, "/api/v2/activities?\(query)").status == 400)
    }

    @Test func `an access token ends after its time`() async throws {
        bench.time.advance(by: .seconds(3599))
        #expect(try await send(.get, "/api/v2/persons/42").status == 401)
    }
}
