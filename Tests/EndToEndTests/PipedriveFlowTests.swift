import Foundation
import TestSupport
import Testing

/// Calls on Pipedrive, through nginx, the responder and libcurl, against a fake that refuses what v2 refuses.
@Suite struct PipedriveFlowTests {
    @Test func `a call is created, loaded, updated and given a deal within its budget`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let (stack, fake, token) = (pipedrive.stack, pipedrive.fake, pipedrive.token)
            #expect(try pipedrive.create("warm-up").isSuccessful, "fetches the activity types once")
            fake.clearRequests()

            let created = try pipedrive.create("4001", note: "Budget $100 & <b>O'Brien</b>\nCall back Friday.")
            #expect(try created.isSuccessful, "\(created.text)")
            let loaded = try stack.load(["4001"], details: true, token: token)
            let data = try #require(try loaded.logs.first?["logData"] as? [String: Any])
            #expect(data["note"] as? String == "Budget $100 & <b>O'Brien</b>\nCall back Friday.")
            let sent = try #require(fake.requests(of: "POST /api/v2/activities").last?.body)
            #expect(sent.contains("Budget $100 &amp; &lt;b&gt;O'Brien&lt;/b&gt;<br>Call back Friday."))
            fake.clearRequests()

            for index in 1...3 {
                let reply = try stack.update(
                    ["sessionId": "4001", "note": "Edit \(index)", "subject": "S\(index)", "duration": 3599],
                    token: token
                )
                #expect(try reply.isSuccessful, "\(reply.text)")
            }
            #expect(fake.tokensSpent + 6 <= 24, "create 6, three updates \(fake.tokensSpent)")
            let activity = try #require(fake.activities.last)
            #expect(activity["duration"]?.stringValue?.hasPrefix("01:00") == true, "\(activity)")
            #expect(activity["subject"]?.stringValue == "S3")

            let body = #"{"sessionId":"4001","dispositions":{"deals":55,"note":"n"}}"#
            let put = try stack.send("PUT", "/callDisposition?jwtToken=\(token)", body: body)
            #expect(try put.isSuccessful, "\(put.text)")
            #expect(fake.activities.last?["deal_id"]?.numberValue?.int64 == 55)
            let nothing = #"{"sessionId":"4001","dispositions":{"note":"n"}}"#
            #expect(try stack.send("PUT", "/callDisposition?jwtToken=\(token)", body: nothing).isSuccessful)
        }
    }

    @Test func `the same session with another body is the existing log, and Pipedrive hears nothing`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let id = try #require(try pipedrive.create("4101").logID)
            pipedrive.fake.clearRequests()
            let other = try pipedrive.create("4101", note: "another", extra: ["contactId": 99, "contactName": "Other"])
            #expect(try other.message == "Existing log for session 4101")
            #expect(try other.logID == id)
            #expect(pipedrive.fake.requests.isEmpty)
        }
    }

    @Test func `details of five calls are one round trip`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let sessions = (0..<5).map { "41\($0)" }
            for session in sessions { #expect(try pipedrive.create(session).isSuccessful) }
            pipedrive.fake.fail(
                "GET /api/v2/activities/{id}",
                times: 5,
                with: .delay(.milliseconds(500))
            )
            let start = Date()
            let logs = try pipedrive.stack.load(sessions, details: true, token: pipedrive.token).logs
            #expect(logs.filter { $0["logData"] != nil }.count == 5)
            #expect(Date().timeIntervalSince(start) < 1.6, "five waits of 0.5 s side by side")
        }
    }

    @Test func `an update whose read fails writes nothing`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("4201", note: "precious").isSuccessful)
            pipedrive.fake.clearRequests()
            pipedrive.fake.fail("GET /api/v2/activities/{id}", with: .fail(status: 500))
            let reply = try pipedrive.stack.update(
                ["sessionId": "4201", "recordingLink": "https://r.example.com/1"],
                token: pipedrive.token
            )
            #expect(try !reply.isSuccessful)
            #expect(try reply.message?.contains("nothing was changed") == true)
            #expect(pipedrive.fake.requests(of: "PATCH /api/v2/activities/{id}").isEmpty)
            #expect(pipedrive.fake.activities.last?["note"]?.stringValue?.contains("precious") == true)
        }
    }

    @Test func `an activity deleted in Pipedrive frees the call`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let stack = pipedrive.stack
            #expect(try pipedrive.create("4301").isSuccessful)
            let id = try #require(pipedrive.fake.activities.last?["id"]?.numberValue?.int64)
            pipedrive.fake.editActivity(id) { $0["is_deleted"] = true }
            #expect(
                try stack.load(["4301"], details: true, token: pipedrive.token).logs.first?["matched"] as? Bool == false
            )
            #expect(try stack.load(["4301"], token: pipedrive.token).logs.first?["matched"] as? Bool == false)
            #expect(try pipedrive.create("4301").isSuccessful)
        }
    }

    @Test(
        arguments: [
            (400, "refused"), (403, "Error creating call log"), (429, "Rate limit exceeded"),
        ]
    )
    func `a refusal is told by its meaning and leaves the call free`(status: Int, text: String) throws {
        try PipedriveStack.with { (pipedrive) throws in
            pipedrive.fake.fail(
                "POST /api/v2/activities",
                with: status == 429 ? .burst(retryAfter: 1) : .fail(status: status)
            )
            let refused = try pipedrive.create("4401")
            #expect(refused.status == 200)
            #expect(try !refused.isSuccessful)
            #expect(try refused.message?.contains(text) == true, "\(refused.text)")
            #expect(pipedrive.live == 0)
            #expect(try pipedrive.create("4401").isSuccessful)
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 1)
        }
    }

    @Test func `ten parallel requests in two processes renew the token once`() throws {
        try PipedriveStack.with(processes: 2) { (pipedrive) throws in
            #expect(try pipedrive.create("4500").isSuccessful)
            pipedrive.fake.expireAccessTokens()
            pipedrive.fake.clearRequests()
            let (replies, errors) = inParallel(10) { try pipedrive.create("45\($0 + 10)") }
            #expect(errors.isEmpty)
            #expect(try replies.allSatisfy { try $0.isSuccessful }, "\(replies.map(\.text))")
            #expect(pipedrive.fake.requests(of: "POST /oauth/token").count == 1)
            #expect(pipedrive.live == 11)
        }
    }

    @Test func `a refused refresh token is the contract's 401, without a second round trip`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let stack = pipedrive.stack
            #expect(try pipedrive.create("4600").isSuccessful)
            pipedrive.fake.expireAccessTokens()
            pipedrive.fake.revokeRefreshTokens()
            for attempt in 0..<2 {
                pipedrive.fake.clearRequests()
                let reply = try pipedrive.create("460\(attempt + 1)")
                #expect(reply.status == 401)
                #expect(try reply.json["errorCode"] as? String == "CRM_SESSION_REVOKED")
                #expect(try reply.message == "User session expired. Please connect again.")
                if attempt == 1 { #expect(pipedrive.fake.requests.isEmpty) }
            }
            #expect(try stack.load(["4600"], token: pipedrive.token).logs.first?["matched"] as? Bool == true)
            #expect(try stack.load(["4600"], details: true, token: pipedrive.token).status == 401)
        }
    }
}
