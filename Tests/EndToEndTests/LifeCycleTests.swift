import Foundation
import Synchronization
import Testing

/// Starting, stopping and starting again.
@Suite(.serialized) struct LifeCycleTests {
    @Test func `SIGTERM under load fails no request while a sibling serves on`() throws {
        try Stack.with(processes: 2, limits: "") { (stack) throws in
            let failures = Mutex<[String]>([])
            let answered = Mutex(0)
            let first = stack.responders[0]
            let group = DispatchGroup()
            for worker in 0..<8 {
                DispatchQueue.global().async(group: group) {
                    for index in 0..<60 {
                        if worker == 0, index == 15 { kill(first, SIGTERM) }
                        do {
                            let call = TestCall(session: "9\(worker)\(index)")
                            let reply = index % 3 == 0 ? try stack.create(call) : try stack.load(["9\(worker)0"])
                            if reply.status == 200 {
                                answered.withLock { $0 += 1 }
                            } else {
                                failures.withLock { $0.append("\(reply.status) \(reply.text)") }
                            }
                        } catch {
                            failures.withLock { $0.append("\(error)") }
                        }
                    }
                }
            }
            group.wait()
            #expect(stack.waitForEnd(of: [first]))
            #expect(failures.withLock { $0 } == [])
            #expect(answered.withLock { $0 } == 480)
            #expect(try stack.get("/isAlive").status == 200, "the sibling is undisturbed")
            #expect(stack.contents(stack.responderLog).contains("\"event\":\"stopped\""))
        }
    }

    @Test func `a restart keeps everything`() throws {
        try Stack.with { (stack) throws in
            let id = try stack.create(TestCall(session: "1", note: "survives")).logID
            let pids = stack.responders
            for pid in pids { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: pids))
            try stack.startResponders(1)
            let log = try #require(try stack.load(["1"], details: true).logs.first)
            #expect(log["logId"] as? String == id)
            #expect((log["logData"] as? [String: Any])?["note"] as? String == "survives")
            #expect(try stack.update(["sessionId": "1", "note": "edited"]).isSuccessful)
        }
    }

    @Test func `a plain CGI process answers one request`() throws {
        try Stack.with { (stack) throws in
            let body = TestCall(session: "77").body
            var environment = stack.environment
            environment.merge([
                "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/callLog",
                "QUERY_STRING": "jwtToken=\(stack.token)", "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": "\(body.utf8.count)", "SERVER_PROTOCOL": "HTTP/1.1",
            ]) { $1 }
            let output = try Program.run(Program.built("calllog-fcgi"), [], environment: environment, input: body)
            #expect(output.status == 0)
            #expect(output.standardOutput.hasPrefix("Status: 200 OK\r\n"))
            #expect(output.standardOutput.contains("\"successful\":true"))
            #expect(try stack.load(["77"]).logs.first?["matched"] as? Bool == true, "the responder sees it")
        }
    }

    @Test func `a wrong start is one line and an exit code`() throws {
        try Stack.with { (stack) throws in
            let program = Program.built("calllog-fcgi")
            let nothing = try Program.run(program, [], environment: stack.environment)
            #expect(nothing.status == 64)
            #expect(nothing.standardError.split(separator: "\n").count == 1)
            #expect(nothing.standardOutput.isEmpty)

            for (name, value) in [
                ("APP_SERVER_SECRET_KEY", ""), ("APP_SERVER_SECRET_KEY", "short-secret"),
                ("APP_SERVER_SECRET_KEY", String(repeating: "a", count: 40)), ("CALLLOG_THREADS", "many"),
                ("DATABASE_URL", "mysql://x"), ("CALLLOG_LEASE_MS", "1000"), ("CALLLOG_TOKEN_FORMAT", "none"),
            ] {
                var environment = stack.environment
                environment[name] = value
                let output = try Program.run(program, ["--check"], environment: environment)
                #expect(output.status == 78)
                #expect(output.standardError.contains(name))
                #expect(value.isEmpty || !output.standardError.contains(value))
                #expect(output.standardError.split(separator: "\n").count == 1)
            }
            #expect(try Program.run(program, ["--check"], environment: stack.environment).status == 0)
            for option in ["--help", "--version"] {
                for name in ["calllog-fcgi", "calllogctl"] {
                    let output = try Program.run(Program.built(name), [option], environment: [:])
                    #expect(output.status == 0)
                    #expect(!output.standardOutput.isEmpty)
                }
            }
            #expect(try stack.control(["user", "frob"]).status == 64)
        }
    }

    @Test func `tokens outlive a change of the user and end with a revocation`() throws {
        try Stack.with { (stack) throws in
            let signed = try Program.run(
                Program.built("calllogctl"),
                ["token", "mint", "--platform", "testCRM", "--user", "demo"],
                environment: stack.environment.merging(["CALLLOG_TOKEN_FORMAT": "jws"]) { $1 }
            ).standardOutput.trimmingCharacters(in: .newlines)
            #expect(signed.split(separator: ".").count == 3)
            #expect(stack.token.split(separator: ".", omittingEmptySubsequences: false).count == 5)
            for token in [signed, stack.token] { #expect(try stack.load(["1"], token: token).status == 200) }

            _ = try stack.makeUser("demo", extra: ["--name", "New Name"])
            #expect(try stack.load(["1"]).status == 200)
            try stack.control(["user", "revoke", "--platform", "testCRM", "--id", "demo"])
            for token in [signed, stack.token] { #expect(try stack.load(["1"], token: token).status == 400) }
            #expect(try stack.load(["1"], token: try stack.mint("demo")).status == 200)
        }
    }

    @Test func `a token that ends soon is renewed on every answer`() throws {
        try Stack.with { (stack) throws in
            let ending = try stack.mint("demo", extra: ["--ttl", "3600"])
            let renewed = try #require(try stack.load(["1"], token: ending).header("x-refreshed-jwt-token"))
            #expect(try stack.load(["1"], token: renewed).status == 200)
            let refused = try stack.send("POST", "/callLog?jwtToken=\(ending)", body: "{")
            #expect(refused.status == 400)
            #expect(refused.header("x-refreshed-jwt-token") != nil)
            #expect(try stack.load(["1"]).header("x-refreshed-jwt-token") == nil)
        }
    }
}
