import Foundation
import Testing

/// The program behind Apache: by mod_fcgid and as plain CGI with `.htaccess`, and by mod_proxy_fcgi.
@Suite(.serialized) struct ApacheTests {
    @Test(arguments: Stack.Apache.ways)
    func `a call is logged once, loaded and updated`(apache: Stack.Apache) throws {
        try Stack.with(apache: apache) { (stack) throws in
            let call = TestCall(session: "1", note: "Wants \u{A7}100 & more")
            let created = try stack.create(call, headers: ["Idempotency-Key": "once"])
            let id = try #require(try created.logID)
            #expect(created.header("content-length") == "\(created.body.count)", "a cut reply must not look whole")
            #expect(created.values(of: "x-request-id").count == 1)
            #expect(try stack.create(call).message == "Existing log for session 1")
            let replayed = try stack.create(call, headers: ["Idempotency-Key": "once"])
            #expect(replayed.text == created.text, "the key was passed on")

            let bearer = ["Authorization": "Bearer \(stack.token)"]
            let loaded = try stack.get("/callLog?sessionIds=1,2&requireDetails=true", headers: bearer)
            #expect(try loaded.logs.map { $0["matched"] as? Bool } == [true, false])
            #expect(try loaded.logs.first?["logId"] as? String == id)
            let update = #"{"sessionId":"1","subject":"Quote","note":"Quote sent."}"#
            let updated = try stack.send("PATCH", "/callLog", headers: bearer, body: update)
            #expect(try updated.json["updatedNote"] as? String == "Quote sent.")
            #expect(try stack.send("POST", "/callLog/cacheNote", headers: bearer, body: "{}").status == 200)

            // Both logs are written after the answer.
            #expect(waitUntil { stack.events("request").contains { $0["method"] as? String == "PATCH" } })
            let line = try #require(stack.events("request").first { $0["method"] as? String == "PATCH" })
            #expect(line["id"] as? String == updated.header("x-request-id"), "Apache's name of the request")
            #expect(line["route"] as? String == "/callLog")
            #expect(waitUntil { stack.contents("\(stack.apache)/access.log").contains("PATCH /callLog 200") })
        }
    }

    @Test(arguments: Stack.Apache.ways)
    func `a call with a transcript of 900 kB is logged`(apache: Stack.Apache) throws {
        try Stack.with(apache: apache) { (stack) throws in
            let transcript = String(repeating: "A: Hello there, how are you?\n", count: 31_000)
            let reply = try stack.create(TestCall(session: "1", extra: ["transcript": transcript]))
            #expect(try reply.isSuccessful, "\(reply.text)")
        }
    }

    /// Requests whose answer depends on nothing but themselves.
    private static let requests: [(method: String, target: String, headers: [String: String], body: String?)] = [
        ("GET", "/isAlive", [:], nil),
        ("GET", "/isAlive", ["Origin": "chrome-extension://kkhkjhafgdlihndcbnebljipgkandkhh"], nil),
        ("OPTIONS", "/callLog", ["Origin": "null"], nil),
        (
            "OPTIONS", "/user/settings",
            ["Access-Control-Request-Headers": "content-type, rc-account-id, authorization"], nil
        ),
        ("OPTIONS", "/nowhere", [:], nil),
        ("GET", "/callLog?jwtToken=bad&sessionIds=1", [:], nil),
        ("POST", "/callLog", ["Authorization": "Basic x"], "{"),
        ("PATCH", "/callLog?jwtToken=bad", [:], "{}"),
        ("DELETE", "/callLog", [:], nil),
        ("BREW", "/callLog", [:], nil),
        ("PUT", "/callDisposition", [:], "{}"),
        ("GET", "/user/preloadSettings?platform=testCRM", [:], nil),
        ("GET", "/userInfoHash?extensionId=1&accountId=%C3%A4+b", [:], nil),
        ("GET", "/crmManifest?platformName=testCRM", [:], nil),
        ("GET", "/crmManifest?platformName=none", [:], nil),
        ("GET", "/serverVersionInfo", [:], nil),
        ("GET", "/openapi.json", [:], nil),
        ("GET", "/metrics", [:], nil),
        ("GET", "/nowhere", [:], nil),
        ("GET", "/", [:], nil),
        ("GET", "/callLog/", [:], nil),
        ("GET", "/callLogs", [:], nil),
        ("POST", "/callLog?jwtToken=bad", [:], String(repeating: "x", count: 1_048_577)),
    ]

    @Test func `answers and refusals are those of nginx, to the header`() throws {
        // The hashes and the manifest depend on these two.
        let environment = [
            "APP_SERVER_SECRET_KEY": "0123456789abcdef0123456789abcdef", "CALLLOG_PUBLIC_URL": "https://calls.test",
        ]
        let expected = try Stack.with(environment: environment, limits: "") { (stack) throws in
            try Self.answers(of: stack)
        }
        for apache in Stack.Apache.ways {
            try Stack.with(environment: environment, apache: apache) { (stack) throws in
                for (request, (own, nginx)) in zip(Self.requests, zip(try Self.answers(of: stack), expected)) {
                    #expect(own == nginx, "\(apache.way) \(request.method) \(request.target)")
                }
            }
        }
    }

    /// Everything a client sees of each answer, but for what every server says in its own words.
    private static func answers(of stack: Stack) throws -> [[String]] {
        let own: Set = ["server", "date", "connection", "keep-alive"]
        return try requests.map { method, target, headers, body in
            let reply = try stack.send(method, target, headers: headers, body: body)
            let fields = reply.headers.map { ($0.name.lowercased(), $0.value) }.filter { !own.contains($0.0) }
            let lines = fields.map { $0 == "x-request-id" ? $0 : "\($0): \($1)" }.sorted()
            return ["\(reply.status)"] + lines + [reply.text]
        }
    }

    @Test(arguments: Stack.Apache.ways)
    func `a body without a length is refused with a sentence`(apache: Stack.Apache) throws {
        try Stack.with(apache: apache) { (stack) throws in
            let head = "POST /callLog HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let reply = try stack.sendRaw(Array("\(head)2\r\n{}\r\n0\r\n\r\n".utf8))
            #expect(reply.status == 411)
            #expect(reply.text == "The request does not say how long its body is.")
            #expect(reply.values(of: "access-control-allow-origin") == ["*"])
        }
    }

    /// What else a person might write into a site.
    private static let forms = [
        "<Location />\nSetHandler \"proxy:unix:${CALLLOG_SOCKET}|fcgi://handler\"\n</Location>",
        "ProxyPassMatch ^/(.*)$ unix:${CALLLOG_SOCKET}|fcgi://match/$1",
        "ProxyPass /callLog unix:${CALLLOG_SOCKET}|fcgi://one/callLog\nProxyPass / unix:${CALLLOG_SOCKET}|fcgi://two/",
        "RewriteEngine On\nRewriteRule ^/(.*)$ unix:${CALLLOG_SOCKET}|fcgi://rewrite/$1 [P]",
        """
        SetEnvIf Request_URI . proxy-fcgi-pathinfo=full
        ProxyPass / unix:${CALLLOG_SOCKET}|fcgi://full/
        """,
        """
        <Location />
        ProxyFCGIBackendType GENERIC
        ProxyFCGISetEnvIf "true" SCRIPT_NAME "%{REQUEST_URI}"
        ProxyFCGISetEnvIf "true" !PATH_INFO
        SetHandler "proxy:unix:${CALLLOG_SOCKET}|fcgi://generic"
        </Location>
        """,
    ]

    @Test func `every form of mod_proxy_fcgi leads to the same route`() throws {
        let sites = Self.forms.enumerated().map { index, form in
            "<VirtualHost ${CALLLOG_ADDRESS}>\nServerName form\(index)\n\(form)\n</VirtualHost>\n"
        }
        try Stack.with(apache: .init(way: .proxy, directives: sites.joined())) { (stack) throws in
            for (index, form) in Self.forms.enumerated() {
                for (method, path, status) in [
                    ("GET", "/isAlive", 200), ("GET", "/callLog", 400), ("POST", "/callLog/cacheNote", 400),
                    ("DELETE", "/user/preloadSettings", 405), ("GET", "/custom", 404), ("GET", "/user", 404),
                ] {
                    let request = "\(method) \(path) HTTP/1.1\r\nHost: form\(index)\r\nConnection: close\r\n\r\n"
                    let reply = try stack.sendRaw(Array(request.utf8))
                    #expect(reply.status == status && reply.header("x-request-id") != nil, "\(path) by \(form)")
                    #expect(reply.header("access-control-allow-origin") == nil, "a site of its own")
                }
            }
        }
    }

    private static let long = String(repeating: "a", count: 90_000)

    @Test(arguments: Stack.Apache.ways)
    func `no token is in any log`(apache: Stack.Apache) throws {
        try Stack.with(apache: apache) { (stack) throws in
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            var targets = ["/callLog?sessionIds=1&", "/nowhere?", "/callLog%2f?", "/callLog?\(Self.long)&"]
            // Behind .htaccess these never get as far as that file, and Apache's own log has them.
            if apache.way == .proxy { targets += ["/callLog/%zz?", "/../x?"] }
            let statuses = try targets.map { try stack.get("\($0)jwtToken=\(stack.token)").status }
            #expect(statuses.starts(with: [200, 404, 404, 414]) && statuses.dropFirst(4).allSatisfy { $0 == 400 })
            let bad = try stack.get("/callLog?jwtToken=\(stack.token)", headers: ["X-Bad": "\u{1}"])
            #expect(bad.status == 400)
            for pid in stack.responders { stack.signal(SIGKILL, pid) }
            _ = try stack.get("/callLog?jwtToken=\(stack.token)")
            for log in ["\(stack.apache)/access.log", "\(stack.apache)/error.log", stack.responderLog] {
                let text = stack.contents(log)
                #expect(!text.isEmpty && !text.contains("jwtToken") && !text.contains(stack.token), "\(log)")
            }
        }
    }

    @Test func `mod_fcgid ends an idle process, which leaves cleanly, and starts another`() throws {
        let impatience = """
            FcgidIdleTimeout 1
            FcgidIdleScanInterval 1
            FcgidMinProcessesPerClass 0
            """
        try Stack.with(apache: .init(way: .fcgid, directives: impatience)) { (stack) throws in
            #expect(waitUntil { stack.events("stopped").count == 1 })
            let pid = try #require(stack.events("stopped").first?["pid"] as? Int)
            #expect(waitUntil { Stack.hasEnded(pid_t(pid)) })
            #expect(!stack.contents("\(stack.apache)/error.log").contains("exit"), "no signal was needed after SIGTERM")
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
        }
    }

    @Test(arguments: [Stack.Apache.Way.fcgid, .cgi])
    func `twenty identical creates at once make one record`(way: Stack.Apache.Way) throws {
        try Stack.with(apache: .init(way: way)) { (stack) throws in
            let (replies, errors) = inParallel(20) { _ in
                try stack.create(TestCall(session: "9201", note: "note of 9201"))
            }
            #expect(errors.isEmpty)
            #expect(try replies.filter { try $0.isSuccessful }.count == 1, "\(replies.map(\.text))")
            #expect(try replies.filter { try $0.message == "Existing log for session 9201" }.count == 19)
            #expect(try stack.recordsInTestCRM(noteContains: "note of 9201") == 1)
        }
    }
}
