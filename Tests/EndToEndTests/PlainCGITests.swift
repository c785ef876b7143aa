import Foundation
import Testing

/// One process a request, and nobody who stays: what it leaves behind is finished by `calllogctl logs flush`.
@Suite(.serialized) struct PlainCGITests {
    private static let clocks = [
        "CALLLOG_CRM_TIMEOUT_MS": "300", "CALLLOG_LEASE_MS": "900", "CALLLOG_QUIET_MS": "1200",
    ]

    @Test(arguments: ["afterStamp", "afterSend"])
    func `a call whose process was killed is finished by logs flush`(point: String) throws {
        let killing = Stack.Apache(way: .cgi, directives: "SetEnv CALLLOG_FAULT \(point):kill")
        try Stack.with(environment: Self.clocks, apache: killing) { (stack) throws in
            let lost = try stack.create(TestCall(session: "1", note: "note of 1"))
            #expect(lost.status == 500)
            #expect(lost.text == "The server could not handle this request. Try again.")
            #expect(lost.values(of: "access-control-allow-origin") == ["*"])
            let before = try #require(try stack.rows().first?["state"] as? String)
            #expect(["pending", "unknown"].contains(before))
            let isDone = try waitUntil(seconds: 20) {
                // As cron would call it.
                let flushed = try stack.control(["logs", "flush"])
                #expect(flushed.status == 0 && flushed.standardError.isEmpty, "\(flushed.standardError)")
                return try stack.rows().map { $0["state"] as? String } == ["done"]
            }
            #expect(isDone)
            #expect(try stack.recordsInTestCRM(noteContains: "note of 1") == 1)
            #expect(try stack.load(["1"]).logs.first?["matched"] as? Bool == true)
        }
    }

    @Test func `a request has its line in the log, with the CRM's status`() throws {
        try PipedriveStack.with(apache: .init(way: .cgi)) { (pipedrive) throws in
            let stack = pipedrive.stack
            #expect(try pipedrive.create("1").isSuccessful)
            #expect(waitUntil { stack.events("request").contains { $0["method"] as? String == "POST" } })
            let line = try #require(stack.events("request").first { $0["method"] as? String == "POST" })
            #expect(line["crmStatus"] as? Int == 201)
            #expect(line["platform"] as? String == "pipedrive")
            #expect(line["outcome"] as? String == "ok")
        }
    }

    @Test func `a process that is told to end finishes its call and its line`() throws {
        try PipedriveStack.with(processes: 1) { (pipedrive) throws in
            let stack = pipedrive.stack
            #expect(try pipedrive.create("1", note: "warm-up").isSuccessful)
            pipedrive.fake.fail("POST /api/v2/activities", with: .delay(.milliseconds(500)))
            let body = TestCall(session: "2").body
            let input = "\(stack.directory)/body"
            try body.write(toFile: input, atomically: true, encoding: .utf8)
            let descriptor = unsafe open(input, O_RDONLY)
            defer { close(descriptor) }
            let request = [
                "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/callLog",
                "QUERY_STRING": "jwtToken=\(pipedrive.token)", "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": "\(body.utf8.count)", "SERVER_PROTOCOL": "HTTP/1.1", "UNIQUE_ID": "told-to-end",
            ]
            let pid = try Program.start(
                [Program.built("calllog-fcgi")],
                environment: stack.environment.merging(request) { $1 },
                directory: stack.directory,
                descriptors: [0: descriptor]
            )
            let stamped = "SELECT count(*) FROM call_logs WHERE session_id = '2' AND last_send IS NOT NULL"
            #expect(try waitUntil { try stack.query(stamped) == "1" })
            kill(pid, SIGTERM)
            #expect(Program.status(of: pid, seconds: 10) == 0)
            #expect(stack.contents("\(stack.directory)/out").contains("\"successful\":true"))
            #expect(stack.events("request").contains { $0["id"] as? String == "told-to-end" })
            #expect(pipedrive.live == 2)
        }
    }
}
