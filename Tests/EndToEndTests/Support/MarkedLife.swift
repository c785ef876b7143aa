import Foundation
import TestSupport
import Testing

/// Everything that can happen to a server, with marked values.
final class MarkedLife {
    let stack: Stack
    let fake: FakePipedrive
    let supervisor: pid_t
    /// Every session token that was issued.
    private(set) var sessionTokens: [String] = []
    private var token = ""

    init(stack: Stack, fake: FakePipedrive, supervisor: pid_t) {
        (self.stack, self.fake, self.supervisor) = (stack, fake, supervisor)
    }

    /// Logs in on both CRMs, reads and saves settings.
    func connect() throws {
        let key = Mark.apiKey.text
        let body = #"{"apiKey":"\#(key)","platform":"testCRM","hostname":"x","additionalInfo":{"apiKey":"\#(key)"}}"#
        let byKey = try stack.send("POST", "/apiKeyLogin?state=platform=testCRM&x=\(Mark.query.text)", body: body)
        let testToken = try take(byKey)
        #expect(try stack.create(TestCall(session: "1"), token: testToken).isSuccessful)
        try logInWithCode()
        sessionTokens.append(try stack.mint("777-4242-pipedrive", platform: "pipedrive"))
        let ending = try stack.mint("777-4242-pipedrive", platform: "pipedrive", extra: ["--ttl", "3600"])
        let renewed = try stack.get("/user/settings?rcAccountId=1", headers: ["Authorization": "Bearer \(ending)"])
        sessionTokens += [ending, try #require(renewed.header("x-refreshed-jwt-token"))]
        let settings = #"{"userSettings":{"addCallSessionId":{"value":true}}}"#
        #expect(try stack.send("POST", "/user/settings?jwtToken=\(token)", body: settings).status == 200)
    }

    private func logInWithCode() throws {
        let code = fake.authorizationCode(for: 777, code: Mark.code.text)
        let page = try stack.get("/pipedrive-redirect?code=\(code)")
        #expect(page.status == 200)
        let callback = "callbackUri=https://calls.test/pipedrive-redirect?code=\(code)"
        token = try take(try stack.get("/oauth-callback?\(callback)&state=platform=pipedrive&hostname=temp"))
    }

    private func take(_ reply: HTTPReply) throws -> String {
        let token = try #require(try reply.json["jwtToken"] as? String, "\(reply.text)")
        sessionTokens.append(token)
        return token
    }

    private func call(_ session: String) -> TestCall {
        let extra: [String: Any] = [
            "contactName": Mark.contactName.text, "aiNote": Mark.note.text, "transcript": Mark.transcript.text,
        ]
        let party = ["phoneNumber": "+\(Mark.phoneNumber.text)", "name": Mark.contactName.text]
        let info: [String: Any] = ["to": party, "customSubject": "Call with \(Mark.contactName.text)"]
        return TestCall(session: session, note: Mark.note.text, extra: extra, info: info)
    }

    /// Contacts, and a call from the note typed during it to its disposition; one so long that nginx puts it in a file.
    func logCalls() throws {
        let number = "%2B\(Mark.phoneNumber.text)"
        for _ in 0..<2 {
            let found = try stack.get("/contact?jwtToken=\(token)&phoneNumber=\(number)&overridingFormat=")
            #expect(found.text.contains(Mark.contactName.text), "\(found.text)")
        }
        let name = "/custom/contact/search?jwtToken=\(token)&name=\(Mark.contactName.text)"
        #expect(try stack.get(name).status == 200)
        let contact = #"{"phoneNumber":"+\#(Mark.phoneNumber.text)","newContactName":"\#(Mark.contactName.text)"}"#
        let key = ["Idempotency-Key": Mark.idempotencyKey.text]
        #expect(try stack.send("POST", "/contact?jwtToken=\(token)", headers: key, body: contact).status == 200)
        let cached = #"{"sessionId":"7001","note":"\#(Mark.cachedNote.text)"}"#
        #expect(try stack.send("POST", "/callLog/cacheNote?jwtToken=\(token)", body: cached).isSuccessful)
        let keptForLater = cached.replacingOccurrences(of: "7001", with: "7999")
        #expect(try stack.send("POST", "/callLog/cacheNote?jwtToken=\(token)", body: keptForLater).isSuccessful)
        let again = ["Idempotency-Key": "\(Mark.idempotencyKey.text)-2"]
        for _ in 0..<2 { #expect(try stack.create(call("7001"), token: token, headers: again).isSuccessful) }
        #expect(try stack.load(["7001"], details: true, token: token).text.contains(Mark.note.text))
        let change: [String: Any] = [
            "sessionId": "7001", "note": "\(Mark.note.text) edited", "aiNote": Mark.note.text,
            "recordingLink": "https://media.example.com/r?token=\(Mark.query.text)",
        ]
        #expect(try stack.update(change, token: token).isSuccessful)
        let disposition = #"{"sessionId":"7001","dispositions":{"note":"\#(Mark.note.text)"}}"#
        #expect(try stack.send("PUT", "/callDisposition?jwtToken=\(token)", body: disposition).isSuccessful)
        var long = call("7002")
        long.extra["transcript"] = String(repeating: "\(Mark.transcript.text)\n", count: 8000)
        #expect(try stack.create(long, token: token).status == 200)
    }

    /// What nginx and the responder refuse.
    func beRefused() throws {
        let query = "x=\(Mark.query.text)"
        let forged = Mark.forgedToken.text
        _ = try stack.load(["1"], token: forged)
        _ = try stack.get("/callLog?sessionIds=1&\(query)", headers: ["Authorization": "Bearer \(forged)"])
        _ = try stack.get("/callLog?jwtToken=\(token)%zz&\(query)")
        _ = try stack.get("/callLog?jwtToken=\(token)&sessionIds=\(String(repeating: Mark.query.text, count: 3000))")
        let broken = "{\"note\":\"\(Mark.note.text)\" \(Mark.brokenBody.text)"
        for body in [broken, "[\"\(Mark.brokenBody.text)\"]", String(repeating: Mark.brokenBody.text, count: 40_000)] {
            _ = try stack.send("POST", "/callLog?jwtToken=\(token)", body: body)
        }
        let type = ["Content-Type": "text/\(Mark.query.text)"]
        _ = try stack.send("POST", "/callLog?jwtToken=\(token)", headers: type, body: Mark.brokenBody.text)
        for (method, path) in [("DELETE", "/callLog"), ("TRACE", "/callLog"), ("GET", "/nowhere"), ("FROB", "/x")] {
            _ = try stack.send(method, "\(path)?jwtToken=\(token)&\(query)")
        }
        for head in [
            "GET /callLog?\(query) HTTP/1.1\r\nbad \(forged)", "G@T /?\(query) HTTP/1.1", "GET /?\(query) HTTP/9.9",
        ] {
            _ = try stack.sendRaw(Array("\(head)\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
        }
        let credentials = Data("fake-client:\(Mark.password.text)".utf8).base64EncodedString()
        let notice = #"{"client_id":"fake-client","company_id":4242,"user_id":777}"#
        let basic = ["Authorization": "Basic \(credentials)"]
        #expect(try stack.send("DELETE", "/pipedrive-redirect", headers: basic, body: notice).status == 401)
        let uri = "callbackUri=https://calls.test/r?code=\(Mark.refusedCode.text)"
        #expect(try !stack.get("/oauth-callback?\(uri)&state=platform=pipedrive").text.contains("jwtToken"))
        let login = #"{"apiKey":"\#(Mark.password.text)","platform":"testCRM","hostname":"x","additionalInfo":{}}"#
        _ = try stack.send("POST", "/apiKeyLogin?state=platform=testCRM", body: login)
        let gate = try Sockets.connect(path: stack.socket)
        try Sockets.send(Array("\(Mark.query.text)\(token)".utf8), on: gate)
        _ = Sockets.receiveAll(on: gate)
        close(gate)
        #expect(try !stack.metrics().text.contains("MARK"))
    }

    /// What the CRM refuses, loses and does not answer, and the end of its session.
    func fail() throws {
        let faults: [FakePipedrive.Fault] = [
            .fail(status: 400), .fail(status: 500), .burst(retryAfter: 1), .executeThenDrop, .executeThenGarbage, .hang,
        ]
        for (index, fault) in faults.enumerated() {
            fake.fail("POST /api/v2/activities", with: fault)
            #expect(try stack.create(call("71\(index)"), token: token).status == 200)
        }
        fake.fail("GET /api/v2/persons/search", with: .fail(status: 500))
        _ = try stack.get("/contact?jwtToken=\(token)&phoneNumber=%2B1\(Mark.phoneNumber.text)")
        fake.expireAccessTokens()
        fake.revokeRefreshTokens()
        #expect(try stack.create(call("7201"), token: token).status == 401)
        try logInWithCode()
        #expect(try stack.create(call("7201"), token: token).isSuccessful)
    }

    /// New workers, workers that die with a request, and what they left undecided.
    func rollAndCrash() throws {
        kill(supervisor, SIGHUP)
        #expect(eventually(seconds: 30) { self.stack.events("roll-finished").count == 1 })
        let route = "PATCH /api/v2/activities/{id}"
        let before = fake.requests(of: route).count
        fake.fail(route, with: .hang)
        let change = ["sessionId": "7201", "note": "\(Mark.note.text) again"]
        let reply = inBackground { [stack, token] in try stack.update(change, token: token).status }
        #expect(eventually { self.fake.requests(of: route).count > before })
        for worker in stack.workers(of: supervisor) { kill(worker, SIGABRT) }
        let status = try reply()
        #expect(status == 502)
        #expect(eventually(seconds: 20) { self.stack.workers(of: self.supervisor).count == 2 })
        #expect(waitUntil { (try? stack.get("/isAlive").status) == 200 })
        #expect(try stack.waitUntilDecided())
        #expect(try stack.update(change, token: token).isSuccessful)
    }

    /// What every command prints that is not there to print a token.
    func whatTheToolSays() throws -> String {
        let commands = [
            ["user", "list"], ["user", "list", "--json"], ["logs", "list"], ["logs", "list", "--json"], ["status"],
            ["status", "--json"], ["logs", "export", "--csv"], ["logs", "export", "--ndjson"], ["logs", "flush"],
            ["doctor", "--user", "pipedrive/777-4242-pipedrive", "--socket", "unix:\(stack.socket)"],
            ["backup", "\(stack.directory)/copy.db"], ["--help"], ["user", "frob"], ["token", "mint"],
        ]
        let said = try commands.map { command in
            let output = try stack.control(command)
            return output.standardOutput + output.standardError
        }
        let inspected = try stack.control(["token", "inspect"], input: token)
        #expect(inspected.standardOutput.contains("777-4242-pipedrive"), "\(inspected.standardError)")
        return (said + [inspected.standardOutput, inspected.standardError]).joined(separator: "\n")
    }

    /// The command lines of the supervisor, its workers and nginx.
    func commandLines() -> String {
        let nginx = stack.contents("\(stack.directory)/nginx/nginx.pid").split(separator: "\n").compactMap { pid_t($0) }
        let pids = [supervisor] + stack.workers(of: supervisor) + nginx + nginx.flatMap { stack.workers(of: $0) }
        let lines = pids.map { stack.contents("/proc/\($0)/cmdline") }
        #expect(pids.count == 6 && lines.allSatisfy { !$0.isEmpty }, "\(lines)")
        return lines.joined(separator: "\n")
    }

    /// Logs out, ends the server, and asks once more.
    func leave() throws {
        #expect(try stack.send("POST", "/unAuthorize?jwtToken=\(token)").text.contains("Logged out"))
        #expect(try stack.load(["7001"], token: token).status == 400)
        kill(supervisor, SIGTERM)
        #expect(stack.end(of: supervisor) == 0)
        #expect(try stack.get("/callLog?jwtToken=\(token)&x=\(Mark.query.text)").status == 502)
    }
}
