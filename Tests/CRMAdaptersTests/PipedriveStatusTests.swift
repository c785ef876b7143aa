import CallLog
import CallLogTesting
import HTTPCore
import Testing

@testable import CRMAdapters

@Suite struct PipedriveStatusTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var body = #"{"success":false,"error":"x"}"#
        var headers: HTTPHeaders = [:]
        var onWrite: CRMError.Reason
        var onRead: CRMError.Reason?
        var testDescription: String { "\(status) \(body)" }
    }

    static let rows: [Row] = [
        Row(status: 200, body: #"{"success":true,"data":{}}"#, onWrite: .unreadableReply),
        Row(status: 200, body: "<p>ok</p>", onWrite: .unreadableReply),
        Row(status: 200, body: #"{"success":false,"data":{"id":1}}"#, onWrite: .unreadableReply),
        Row(status: 200, body: #"{"success":true,"data":{"id":"1"}}"#, onWrite: .unreadableReply),
        Row(status: 204, body: "", onWrite: .unreadableReply),
        Row(status: 301, onWrite: .outcomeUnknown, onRead: .unreadableReply),
        Row(status: 307, onWrite: .outcomeUnknown, onRead: .unreadableReply),
        Row(status: 400, onWrite: .dataRefused(field: nil)),
        Row(
            status: 400,
            body: #"{"success":false,"error":"Validation failed: due_time: not valid; note: too long"}"#,
            onWrite: .dataRefused(field: "due_time")
        ),
        Row(
            status: 400,
            body: #"{"success":false,"error":"Validation failed: <b>x</b>: bad"}"#,
            onWrite: .dataRefused(field: nil)
        ),
        Row(
            status: 400,
            body: #"{"success":false,"error":"'person_id' is a read-only field."}"#,
            onWrite: .dataRefused(field: "person_id")
        ),
        Row(status: 401, onWrite: .credentialsRejected),
        Row(status: 402, onWrite: .notPermitted),
        Row(status: 403, onWrite: .notPermitted),
        Row(status: 403, body: "<html>blocked</html>", onWrite: .rateLimited(retryAfter: nil)),
        Row(status: 404, onWrite: .dataRefused(field: nil), onRead: .logMissing),
        Row(status: 405, onWrite: .dataRefused(field: nil)),
        Row(status: 408, onWrite: .outcomeUnknown),
        Row(status: 409, onWrite: .dataRefused(field: nil)),
        Row(status: 410, onWrite: .dataRefused(field: nil), onRead: .logMissing),
        Row(status: 415, onWrite: .notPermitted),
        Row(status: 422, onWrite: .dataRefused(field: nil)),
        Row(status: 429, onWrite: .rateLimited(retryAfter: nil)),
        Row(
            status: 429,
            headers: ["Retry-After": "7", "x-ratelimit-reset": "2"],
            onWrite: .rateLimited(retryAfter: .seconds(7))
        ),
        Row(
            status: 429,
            headers: ["Retry-After": "1", "x-ratelimit-reset": "2"],
            onWrite: .rateLimited(retryAfter: .seconds(2))
        ),
        Row(
            status: 429,
            headers: ["Retry-After": "2", "x-daily-ratelimit-token-remaining": "0"],
            onWrite: .budgetSpent(retryAfter: nil)
        ),
        Row(
            status: 429,
            headers: ["x-daily-ratelimit-token-remaining": "12"],
            onWrite: .rateLimited(retryAfter: nil)
        ),
        Row(status: 500, onWrite: .unavailable),
        Row(status: 501, onWrite: .unavailable),
        Row(status: 503, body: "<html></html>", onWrite: .unavailable),
    ]

    @Test(arguments: rows) func `a status on the write means what the table says`(_ row: Row) async throws {
        let response = OutboundResponse(status: row.status, headers: row.headers, body: Array(row.body.utf8))
        let bench = try ScriptedPipedrive.writing(.success(response))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: bench.context())
        }
        #expect(error?.reason == row.onWrite)
        #expect(error?.status == row.status)
    }

    @Test(arguments: rows.filter { $0.status >= 300 }) func `a status on a read means what the table says`(_ row: Row)
        async throws
    {
        let response = OutboundResponse(status: row.status, headers: row.headers, body: Array(row.body.utf8))
        let bench = try ScriptedPipedrive(RecordedHTTPClient([.success(response)]))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.loadCallLog("7", in: bench.context())
        }
        #expect(error?.reason == row.onRead ?? row.onWrite)
    }

    @Test(arguments: [
        (HTTPClientError.Reason.refused, CRMError.Reason.notSent), (.nameNotResolved, .notSent),
        (.connectionFailed, .notSent), (.tlsFailed, .notSent), (.timedOutBeforeSending, .notSent),
        (.timedOutAfterSending, .outcomeUnknown), (.connectionLost, .outcomeUnknown), (.badReply, .outcomeUnknown),
    ])
    func `a write without reply is told by what may have left`(
        _ reason: HTTPClientError.Reason,
        _ expected: CRMError.Reason
    ) async throws {
        let bench = try ScriptedPipedrive.writing(.failure(HTTPClientError(reason)))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: bench.context())
        }
        #expect(error?.reason == expected)
        #expect(error?.mayHaveExecuted == HTTPClientError(reason).mayHaveExecuted)
    }

    @Test(arguments: [408, 500, 502, 301, 200])
    func `what fails before the write cannot have written`(_ status: Int) async throws {
        let bench = try ScriptedPipedrive(RecordedHTTPClient([.success(OutboundResponse(status: status))]))
        let stamps = ManualTime()
        let call = bench.context().call
        let context = CRMContext(user: .pipedrive(777), call: call) { () async throws(CRMError) in
            stamps.advance(by: .seconds(1))
        }
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: context)
        }
        #expect(error?.reason == .notSent)
        #expect(stamps.now() == ManualTime().now())
        #expect(bench.http.requests.count == 1)
    }

    @Test func `an error keeps Pipedrive's words and correlation id out of its description`() async throws {
        let response = OutboundResponse.json(
            #"{"success":false,"error":"Carla is secret"}"#,
            status: 400,
            headers: ["x-correlation-id": "abc"]
        )
        let bench = try ScriptedPipedrive.writing(.success(response))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: bench.context())
        }
        #expect(error?.vendorMessage == "Carla is secret; x-correlation-id abc")
        #expect(error?.description == "crm-data-refused-400")
    }

    @Test func `with no time left nothing is sent and no write announced`() async throws {
        let bench = try ScriptedPipedrive.writing(.success(.json("{}")))
        let context = bench.context(timeout: .zero)
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: context)
        }
        #expect(error?.reason == .notSent)
        #expect(bench.http.requests.isEmpty)
    }
}
