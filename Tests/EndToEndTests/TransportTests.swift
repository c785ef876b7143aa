import Foundation
import Testing

/// What a peer can do wrong with bytes, and what nginx answers by itself.
@Suite(.serialized) struct TransportTests {
    @Test func `a length that does not match the body is a 400 without effect`() throws {
        try Stack.with { (stack) throws in
            let body = Array(TestCall(session: "1").body.utf8)
            let query = "jwtToken=\(stack.token)"
            for declared in ["\(body.count - 3)", "\(body.count + 3)", "-1", "+5", "1e3", "0x10", "99999999999"] {
                let output = try raw(
                    stack,
                    RawFastCGI.request(method: "POST", path: "/callLog", query: query, body: body, declared: declared)
                )
                let isTooLarge = declared.count == 11
                #expect(output.hasPrefix(isTooLarge ? "Status: 4" : "Status: 400"), "\(declared): \(output)")
            }
            #expect(try stack.rows().isEmpty)
            let good = try raw(
                stack,
                RawFastCGI.request(method: "POST", path: "/callLog", query: query, body: body)
            )
            #expect(good.hasPrefix("Status: 200"))
            #expect(try stack.rows().count == 1)
        }
    }

    @Test func `a cut request has no effect`() throws {
        try Stack.with { (stack) throws in
            let body = Array(TestCall(session: "1").body.utf8)
            let whole = RawFastCGI.request(
                method: "POST",
                path: "/callLog",
                query: "jwtToken=\(stack.token)",
                body: body
            )
            for cut in [1, 9, 40, whole.count / 2, whole.count - 9, whole.count - 1] {
                let descriptor = try Sockets.connect(path: stack.socket)
                try Sockets.send(Array(whole.prefix(cut)), on: descriptor)
                shutdown(descriptor, Int32(SHUT_WR))
                let output = RawFastCGI.output(of: Sockets.receiveAll(on: descriptor))
                close(descriptor)
                #expect(output.isEmpty || output.hasPrefix("Status: 400"), "\(cut): \(output)")
            }
            #expect(try stack.rows().isEmpty)
            #expect(try stack.get("/isAlive").status == 200)
        }
    }

    @Test func `a body over the limit is refused by nginx and by the responder`() throws {
        try Stack.with { (stack) throws in
            let large = String(repeating: "x", count: 1_100_000)
            let byNginx = try stack.send("POST", "/callLog?jwtToken=\(stack.token)", body: large)
            #expect(byNginx.status == 413)
            #expect(byNginx.text == "The request is larger than this server accepts.")
            #expect(byNginx.values(of: "access-control-allow-origin") == ["*"])
            let output = try raw(
                stack,
                RawFastCGI.request(
                    method: "POST",
                    path: "/callLog",
                    query: "jwtToken=\(stack.token)",
                    body: Array(large.utf8)
                )
            )
            #expect(output.hasPrefix("Status: 413"), "\(output.prefix(200))")
        }
    }

    @Test func `a transcript of 900 kB is logged`() throws {
        try Stack.with { (stack) throws in
            let transcript = String(repeating: "A: Hello there, how are you?\n", count: 31_000)
            let reply = try stack.create(TestCall(session: "1", extra: ["transcript": transcript]))
            #expect(try reply.isSuccessful)
            #expect(try stack.update(["sessionId": "1", "note": "still editable"]).isSuccessful)
        }
    }

    @Test func `preflights are answered by nginx, whatever the route`() throws {
        try Stack.with { (stack) throws in
            let asked = "content-type, rc-account-id, authorization, x-rc-access-token"
            let reply = try stack.send(
                "OPTIONS",
                "/callLog",
                headers: [
                    "Origin": "chrome-extension://kkhkjhafgdlihndcbnebljipgkandkhh",
                    "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": asked,
                ]
            )
            #expect(reply.status == 204)
            #expect(reply.values(of: "access-control-allow-origin") == ["*"])
            #expect(reply.header("access-control-allow-headers") == asked)
            let methods = try #require(reply.header("access-control-allow-methods"))
            for method in ["GET", "POST", "PATCH", "PUT", "DELETE"] { #expect(methods.contains(method)) }
            #expect(reply.header("access-control-max-age") != nil)
        }
    }

    @Test func `limits refuse with a sentence, and never a preflight`() throws {
        let strict = """
            limit_req_zone $calllog_address zone=calllog_requests:1m rate=1r/s;
            limit_req zone=calllog_requests burst=1 nodelay;
            """
        try Stack.with(limits: strict) { (stack) throws in
            let replies = try (0..<6).map { _ in try stack.get("/isAlive") }
            let refused = try #require(replies.first { $0.status == 429 })
            #expect(refused.text == "Too many requests. Wait a second and try again.")
            #expect(refused.header("retry-after") != nil)
            #expect(refused.values(of: "access-control-allow-origin") == ["*"])
            for _ in 0..<6 { #expect(try stack.send("OPTIONS", "/callLog").status == 204) }
        }
    }

    @Test func `without a responder nginx says so in one sentence`() throws {
        try Stack.with { (stack) throws in
            let pids = stack.responders
            for pid in pids { stack.signal(SIGKILL, pid) }
            #expect(stack.waitForEnd(of: pids))
            let reply = try stack.get("/callLog?jwtToken=SECRET123")
            #expect(reply.status == 502)
            #expect(reply.text == "The call-log server is not running. Try again in a moment.")
            #expect(reply.values(of: "access-control-allow-origin") == ["*"])
        }
    }

    @Test func `no token is in any log or in the database`() throws {
        try Stack.with { (stack) throws in
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            _ = try stack.load(["1"], details: true)
            _ = try stack.get("/callLog?jwtToken=\(stack.token)%zz&sessionIds=1")
            for pid in stack.responders { stack.signal(SIGKILL, pid) }
            _ = try stack.get("/callLog?jwtToken=\(stack.token)")
            let files = [
                "responder.log", "nginx/access.log", "nginx/error.log", "data/calllog.db", "data/calllog.db-wal",
            ]
            for file in files {
                guard let bytes = FileManager.default.contents(atPath: "\(stack.directory)/\(file)") else { continue }
                for secret in [stack.token, "key-of-demo", "jwtToken"] {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret.prefix(9)) in \(file)")
                }
            }
            #expect(stack.contents("\(stack.directory)/nginx/access.log").contains("\"path\":\"/callLog\""))
        }
    }

    private func raw(_ stack: Stack, _ bytes: [UInt8]) throws -> String {
        let descriptor = try Sockets.connect(path: stack.socket)
        defer { close(descriptor) }
        try Sockets.send(bytes, on: descriptor)
        return RawFastCGI.output(of: Sockets.receiveAll(on: descriptor))
    }
}
