import Foundation
import TestSupport
import Testing

/// What nginx answers by itself, with the repository's own files: always a sentence, always with CORS.
@Suite(.serialized) struct FrontServerTests {
    private static let understood = "The request could not be understood."
    private static let large = "The request is larger than this server accepts."
    private static let end = "Host: x\r\nConnection: close\r\n\r\n"

    /// Case, bytes, status and sentence.
    private static let refusals: [(name: String, request: String, status: Int, text: String)] = [
        ("bad method", "G@T / HTTP/1.1\r\n\(end)", 400, understood),
        ("no request", "\u{1}\u{2}\u{3}\r\n\r\n", 400, understood),
        ("NUL in the path", "GET /%00 HTTP/1.1\r\n\(end)", 400, understood),
        ("path above the root", "GET /../../etc/passwd HTTP/1.1\r\n\(end)", 400, understood),
        ("unknown version", "GET /callLog HTTP/9.9\r\n\(end)", 400, understood),
        ("no host", "GET /callLog HTTP/1.1\r\nConnection: close\r\n\r\n", 400, understood),
        ("two hosts", "GET /callLog HTTP/1.1\r\nHost: a\r\n\(end)", 400, understood),
        ("bad header", "GET /callLog HTTP/1.1\r\nbad header\r\n\(end)", 400, understood),
        ("negative length", "POST /callLog HTTP/1.1\r\nContent-Length: -1\r\n\(end)", 400, understood),
        ("unknown coding", "POST /callLog HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\(end)", 400, understood),
        (
            "header too large", "GET /callLog HTTP/1.1\r\nX: \(String(repeating: "a", count: 70_000))\r\n\(end)", 400,
            "A header of the request is too large."
        ),
        (
            "address too long", "GET /callLog?x=\(String(repeating: "a", count: 70_000)) HTTP/1.1\r\n\(end)", 414,
            "The address of this request is too long. Ask for fewer calls at once."
        ),
        ("unknown path", "GET /x HTTP/1.1\r\n\(end)", 404, "There is nothing at this address."),
        ("error page", "GET /_calllog/502 HTTP/1.1\r\n\(end)", 404, "There is nothing at this address."),
        (
            "TRACE", "TRACE /callLog?jwtToken=x HTTP/1.1\r\n\(end)", 405,
            "This address does not offer that method. Use GET, PATCH, POST."
        ),
        ("CONNECT", "CONNECT /hostname HTTP/1.1\r\n\(end)", 405, "This address does not offer that method. Use GET."),
        ("TRACE of nothing", "TRACE /x HTTP/1.1\r\n\(end)", 404, "There is nothing at this address."),
        (
            "large chunked body",
            "POST /callLog HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\(end)124F80\r\n"
                + String(repeating: "x", count: 1_200_000) + "\r\n0\r\n\r\n", 413, large
        ),
    ]

    @Test func `every refusal of nginx is one plain sentence with CORS`() throws {
        try Stack.with(limits: "") { (stack) throws in
            for (name, request, status, text) in Self.refusals {
                let reply = try stack.sendRaw(Array(request.utf8))
                #expect(reply.status == status, "\(name)")
                #expect(reply.text == text, "\(name)")
                #expect(reply.values(of: "content-type") == ["text/plain; charset=utf-8"], "\(name)")
                #expect(reply.values(of: "access-control-allow-origin") == ["*"], "\(name)")
                #expect(reply.header("content-length") == "\(text.utf8.count)", "\(name)")
                #expect(reply.values(of: "x-request-id").count == 1, "\(name)")
                #expect((reply.header("allow") != nil) == (status == 405), "\(name)")
            }
            let paths = stack.contents("\(stack.directory)/nginx/access.log")
            #expect(paths.contains("\"path\":\"/x\""), "the path that was asked for")
            #expect(!paths.contains(String(repeating: "a", count: 40)) && !paths.contains("_calllog/404"))
        }
    }

    @Test(arguments: [
        "chrome-extension://kkhkjhafgdlihndcbnebljipgkandkhh", "null", "https://evil.test", "http://127.0.0.1",
    ])
    func `any origin may read answers and refusals, and none gets credentials`(origin: String) throws {
        try Stack.with(limits: "") { (stack) throws in
            let targets = [
                ("GET", "/isAlive", 200), ("GET", "/callLog?jwtToken=bad", 400), ("GET", "/nowhere", 404),
                ("DELETE", "/callLog", 405), ("OPTIONS", "/callLog", 204),
            ]
            for (method, target, status) in targets {
                let reply = try stack.send(method, target, headers: ["Origin": origin])
                #expect(reply.status == status)
                #expect(reply.values(of: "access-control-allow-origin") == ["*"], "\(method) \(target)")
                #expect(reply.header("access-control-allow-credentials") == nil)
                #expect(reply.header("x-request-id") != nil)
            }
        }
    }

    @Test func `a responder that does not answer is a 504 in one sentence`() throws {
        // The very files, but with a patience that suits a test.
        try Stack.with(limits: "fastcgi_read_timeout 1s;") { (stack) throws in
            let file = "\(stack.directory)/nginx/calllog.conf"
            let patient = stack.contents(file)
            #expect(patient.contains("fastcgi_read_timeout 60s;"))
            try patient.replacingOccurrences(of: "fastcgi_read_timeout 60s;", with: "fastcgi_read_timeout 1s;")
                .write(toFile: file, atomically: true, encoding: .utf8)
            try stack.reloadNginx()
            usleep(500_000)
            kill(stack.responders[0], SIGSTOP)
            // On a busy machine a thread may still answer before the signal reaches it.
            #expect(waitUntil { Stack.isStopped(stack.responders[0]) })
            let reply = try stack.get("/isAlive")
            kill(stack.responders[0], SIGCONT)
            #expect(reply.status == 504)
            #expect(reply.text.hasPrefix("The call-log server took too long to answer."))
            #expect(reply.header("retry-after") == "5")
            #expect(reply.values(of: "access-control-allow-origin") == ["*"])
            #expect(waitUntil { (try? stack.get("/isAlive").status) == 200 })
        }
    }

    @Test func `nginx names the very methods that the responder names`() throws {
        try Stack.with(limits: "") { (stack) throws in
            let file = stack.contents("\(stack.directory)/nginx/calllog.conf")
            let paths = file.split(separator: "\n").filter {
                $0.contains("location = /") && $0.contains("fastcgi_pass")
            }
            .compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) }
            .filter { $0 != "/metrics" }
            #expect(paths.count == 20)
            for path in paths {
                let byUs = try stack.send("FROB", path)
                let byNginx = try stack.send("TRACE", path)
                #expect(byUs.status == 405, "\(path)")
                #expect(byNginx.status == 405, "\(path)")
                #expect(byNginx.values(of: "allow") == byUs.values(of: "allow"), "\(path)")
                #expect(byNginx.text == byUs.text, "\(path)")
            }
        }
    }

    @Test func `sixty-four connections of one address are served, and of more than a hundred the rest are told`() throws
    {
        try Stack.with { (stack) throws in
            let served = inParallel(64) { _ in try stack.get("/isAlive").status }
            #expect(served.errors == [])
            #expect(served.results.count { $0 == 200 } == 64)
            usleep(2_000_000)

            // All of these are under way at the same time: they wait for the database.
            let holder = stack.holdWriteLock()
            let replies = inParallel(120) { index in
                let start = Date()
                let reply = try stack.create(TestCall(session: "56\(index)"))
                return (reply.status, Date().timeIntervalSince(start))
            }
            #expect(replies.errors == [])
            #expect(Set(replies.results.map(\.0)) == [200, 429])
            let refused = replies.results.filter { $0.0 == 429 }
            #expect(refused.count == 20, "\(refused.count)")
            #expect(refused.allSatisfy { $0.1 < 1 }, "\(refused.map(\.1))")
            #expect(waitUntil(seconds: 15) { holder.isFinished })
        }
    }

    @Test func `thirty-two clients on two slow threads are all answered`() throws {
        let settings = ShortClocks.settings.merging(["CALLLOG_THREADS": "2"]) { $1 }
        try PipedriveStack.with(environment: settings) { (pipedrive) throws in
            #expect(try pipedrive.create("5700", note: "warm-up").isSuccessful)
            pipedrive.fake.fail("POST /api/v2/activities", times: 32, with: .delay(.milliseconds(100)))
            let (replies, errors) = inParallel(32) { try pipedrive.create("57\($0 + 10)") }
            #expect(errors == [])
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(try replies.allSatisfy { try $0.isSuccessful })
            #expect(pipedrive.live == 33)
        }
    }

    @Test func `thirty quick requests pass, and more than the limit are told when to come again`() throws {
        try Stack.with { (stack) throws in
            let quick = inParallel(30) { _ in try stack.get("/isAlive").status }
            #expect(quick.results.allSatisfy { $0 == 200 } && quick.errors == [])
            let many = inParallel(16) { _ in try (0..<30).map { _ in try stack.get("/isAlive") } }
            let replies = many.results.flatMap(\.self)
            #expect(replies.allSatisfy { $0.status == 200 || $0.status == 429 })
            #expect(replies.filter { $0.status == 429 }.allSatisfy { $0.header("retry-after") == "1" })
        }
    }

    @Test func `more requests than may wait are told so at once, and the rest are answered`() throws {
        try Stack.with(environment: ["CALLLOG_THREADS": "2"], limits: "") { (stack) throws in
            let holder = stack.holdWriteLock()
            // Two are at work and wait for the database, 256 wait for them, the rest have no place.
            let query = "jwtToken=\(stack.token)"
            let waiting = try (0..<300).map { index in
                let descriptor = try Sockets.connect(path: stack.socket)
                let body = Array(TestCall(session: "55\(index)").body.utf8)
                let request = RawFastCGI.request(method: "POST", path: "/callLog", query: query, body: body)
                try Sockets.send(request, on: descriptor)
                return descriptor
            }
            let start = Date()
            let refused = try stack.get("/isAlive")
            #expect(Date().timeIntervalSince(start) < 0.5, "not after the database")
            let again = try (0..<5).map { _ in
                let start = Date()
                return (try stack.get("/isAlive").status, Date().timeIntervalSince(start))
            }
            #expect(again.map(\.0) == [503, 503, 503, 503, 503])
            #expect(again.contains { $0.1 < 0.1 }, "\(again.map(\.1))")
            #expect(refused.status == 503)
            #expect(refused.text == "The server is busy. Please try again in a moment.")
            #expect(refused.header("retry-after") == "2")
            #expect(refused.values(of: "access-control-allow-origin") == ["*"])
            let answers = waiting.map { RawFastCGI.output(of: Sockets.receiveAll(on: $0)).prefix(11) }
            waiting.forEach { close($0) }
            #expect(Set(answers) == ["Status: 200", "Status: 503"])
            #expect(answers.count { $0 == "Status: 503" } >= 40)
            #expect(waitUntil(seconds: 15) { holder.isFinished })
        }
    }
}
