import Foundation
import TestSupport
import Testing

/// Values that try to become an address we call, a header we send, or markup in the CRM.
@Suite(.serialized) struct InjectionTests {
    @Test func `no address that a request names is ever called`() throws {
        let trap = try LoopbackHTTPServer { _ in .respond(text: "trapped") }
        defer { trap.stop() }
        let host = "127.0.0.1:\(trap.port)"
        try PipedriveStack.with { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            let code = fake.authorizationCode(for: 777)
            let places = "hostname=\(host)&tokenUrl=\(trap.baseURL)/token&apiUrl=\(trap.baseURL)&rcAccountId=1"
            let login = try stack.get(
                "/oauth-callback?callbackUri=\(trap.baseURL)/r?code=\(code)&state=platform=pipedrive&\(places)"
            )
            #expect(try login.json["jwtToken"] is String, "\(login.text)")
            let body = """
                {"apiKey":"k","platform":"testCRM","hostname":"\(host)","apiUrl":"\(trap.baseURL)",\
                "proxyId":"\(host)","additionalInfo":{"apiUrl":"\(trap.baseURL)","tokenUrl":"\(trap.baseURL)"}}
                """
            #expect(try stack.send("POST", "/apiKeyLogin?state=platform=testCRM&\(places)", body: body).status == 200)
            let info: [String: Any] = [
                "recording": ["link": "\(trap.baseURL)/recording"], "voicemail": ["link": "\(trap.baseURL)/voicemail"],
            ]
            let call = TestCall(session: "1", extra: ["ringSenseLink": "\(trap.baseURL)/ace"], info: info)
            #expect(try stack.create(call, token: pipedrive.token).isSuccessful)
            let link = ["sessionId": "1", "recordingLink": "\(trap.baseURL)/r", "recordingDownloadLink": trap.baseURL]
            #expect(try stack.update(link, token: pipedrive.token).isSuccessful)

            // A row that somebody else has written: the host is checked again before a token leaves.
            for bad in [host, "acme.pipedrive.com@\(host)", "acme.pipedrive.com.\(host)", "169.254.169.254", "[::1]"] {
                _ = try stack.query("UPDATE users SET hostname = '\(bad)' WHERE platform = 'pipedrive'")
                let refused = try stack.create(TestCall(session: "2"), token: pipedrive.token)
                #expect(try !refused.isSuccessful, "\(bad)")
            }
            #expect(fake.activities.count == 1)
        }
        #expect(trap.connectionCount == 0)
    }

    @Test func `a CRM that redirects is not followed`() throws {
        let trap = try LoopbackHTTPServer { _ in .respond(text: "{}") }
        let address = trap.baseURL
        let redirector = try LoopbackHTTPServer { _ in
            .respond(status: 307, headers: [("Location", "\(address)/stolen")], text: "moved")
        }
        defer {
            trap.stop()
            redirector.stop()
        }
        let settings = ShortClocks.settings.merging([
            "PIPEDRIVE_CLIENT_ID": "fake-client", "PIPEDRIVE_CLIENT_SECRET": "fake-secret",
            "PIPEDRIVE_REDIRECT_URI": "https://calls.test/pipedrive-redirect",
            "PIPEDRIVE_ACCESS_TOKEN_URI": "\(redirector.baseURL)/oauth/token",
            "PIPEDRIVE_API_BASE_URL": redirector.baseURL,
        ]) { $1 }
        try Stack.with(environment: settings, limits: "") { (stack) throws in
            let token = try stack.makeUser("777", platform: "pipedrive", extra: ["--hostname", "acme.pipedrive.com"])
            #expect(try !stack.create(TestCall(session: "1"), token: token).isSuccessful)
            let login = try stack.get("/oauth-callback?callbackUri=https://x.test/r?code=c&state=platform=pipedrive")
            #expect(!login.text.contains("jwtToken"))
        }
        #expect(redirector.requestCount >= 2)
        #expect(trap.connectionCount == 0)
    }

    @Test func `neither a proxy variable nor a Proxy field is obeyed`() throws {
        let trap = try LoopbackHTTPServer { _ in .respond(text: "trapped") }
        defer { trap.stop() }
        var environment = ShortClocks.settings
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            environment[name] = trap.baseURL
        }
        try PipedriveStack.with(environment: environment) { (pipedrive) throws in
            let headers = ["Proxy": trap.baseURL, "X-Forwarded-Host": "127.0.0.1:\(trap.port)"]
            let reply = try pipedrive.stack.create(TestCall(session: "1"), token: pipedrive.token, headers: headers)
            #expect(try reply.isSuccessful, "\(reply.text)")
        }
        #expect(trap.connectionCount == 0)
    }

    /// Every header field that an answer may have.
    private static let known: Set<String> = [
        "server", "date", "content-type", "content-length", "connection", "x-request-id", "x-calllog-outcome",
        "access-control-allow-origin", "access-control-expose-headers", "referrer-policy", "x-content-type-options",
        "allow", "retry-after", "cache-control", "content-security-policy", "x-refreshed-jwt-token",
    ]

    @Test func `no value of a request becomes a header or changes the status`() throws {
        try Stack.with(limits: "") { (stack) throws in
            let injected = "1%0d%0aX-Injected:%201%0d%0aX-Accel-Redirect:%20/etc/passwd"
            let token = "jwtToken=\(stack.token)"
            let targets: [(String, Int)] = [
                ("/callLog?\(token)&sessionIds=\(injected)", 200), ("/callLog?jwtToken=\(injected)", 400),
                ("/callLog\(injected)?\(token)", 404), ("/contact?\(token)&phoneNumber=\(injected)", 200),
                ("/crmManifest?platformName=\(injected)", 400), ("/implementedInterfaces?platform=\(injected)", 400),
                ("/pipedrive-redirect?code=\(injected)", 200),
                ("/userInfoHash?extensionId=\(injected)&accountId=1", 200),
                ("/oauth-callback?callbackUri=\(injected)&state=platform=testCRM", 200),
            ]
            for (target, status) in targets {
                let reply = try stack.get(target)
                #expect(reply.status == status, "\(target)")
                #expect(Self.unknownFields(of: reply) == [], "\(target)")
            }
            let lines = "1\r\nX-Injected: 1\r\nStatus: 500 Bad\r\n\r\n"
            let fields = ["contactName": lines, "contactType": lines, "hashedExtensionId": lines]
            let call = TestCall(session: lines, note: lines, extra: fields, info: ["result": lines])
            let headers = [
                "Idempotency-Key": "a\tX-Injected: 1", "Origin": "X-Accel-Redirect: /etc/passwd",
                "X-Request-Id": "mine", "X-Accel-Redirect": "/etc/passwd", "Status": "500", "is-debug": "true",
            ]
            for _ in 0..<2 {
                let reply = try stack.create(call, headers: headers)
                #expect(reply.status == 200)
                #expect(Self.unknownFields(of: reply) == [])
                #expect(reply.header("x-request-id") != "mine")
                #expect(!reply.text.contains("trace"))
            }
            // The same from a peer that is no web server.
            for name in ["REQUEST_ID", "HTTP_ORIGIN", "HTTP_HOST", "HTTP_IDEMPOTENCY_KEY", "SCRIPT_NAME"] {
                let output = try stack.answer(with: [(name, "x\r\nX-Injected: 1")])
                #expect(output.hasPrefix("Status: "), "\(name)")
                #expect(!output.components(separatedBy: "\r\n\r\n")[0].contains("X-Injected"), "\(name)")
            }
        }
    }

    private static func unknownFields(of reply: HTTPReply) -> [String] {
        reply.headers.map { $0.name.lowercased() }.filter { !known.contains($0) }
    }

    @Test func `what people type is text in the CRM, byte for byte`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let typed: [(String, String)] = [
                ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
                ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
                ("\"><svg/onload=alert(1)>", "\"&gt;&lt;svg/onload=alert(1)&gt;"),
                ("&lt;b&gt; &amp;amp; &#60;", "&amp;lt;b&amp;gt; &amp;amp;amp; &amp;#60;"),
                ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
                ("👩‍👩‍👧 Grüße \u{202E}rtl", "👩‍👩‍👧 Grüße \u{202E}rtl"), ("a\nb", "a<br>b"),
                ("</li></ul></div><b>", "&lt;/li&gt;&lt;/ul&gt;&lt;/div&gt;&lt;b&gt;"),
                ("bell\u{7} escape\u{1B}[31m del\u{7F}", "bell escape[31m del"),
            ]
            let links = ["recording": ["link": "javascript:alert(1)"]]
            let extra: [String: Any] = [
                "voicemailLink": "data:text/html,<script>x</script>", "contactName": "<i>C</i>",
            ]
            for (index, (note, expected)) in typed.enumerated() {
                let call = TestCall(session: "60\(index)", note: note, extra: extra, info: links)
                #expect(try pipedrive.stack.create(call, token: pipedrive.token).isSuccessful)
                let sent = try pipedrive.noteSent
                #expect(sent.hasPrefix("<b>Agent notes</b><br>\(expected)<br><br><b>Call details</b>"), "\(sent)")
                #expect(
                    !sent.contains("<script") && !sent.contains("href=\"javascript") && !sent.contains("href=\"data")
                )
                let data =
                    try pipedrive.stack.load(["60\(index)"], details: true, token: pipedrive.token).logs.first?[
                        "logData"
                    ] as? [String: Any]
                let isWhole = !note.contains("\u{7}")
                if isWhole { #expect(data?["note"] as? String == note) }
            }
        }
    }
}

extension PipedriveStack {
    /// The note of the last activity as it was sent; the fake keeps it as Pipedrive's sanitiser leaves it.
    fileprivate var noteSent: String {
        get throws {
            let body = try #require(fake.requests(of: "POST /api/v2/activities").last?.body)
            let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return try #require(object?["note"] as? String)
        }
    }
}

extension Stack {
    /// What a peer on the socket is answered that sends these variables beside a plain `GET /isAlive`.
    fileprivate func answer(with variables: [(String, String)]) throws -> String {
        var pairs = [("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/isAlive"), ("QUERY_STRING", "")]
        pairs.removeAll { pair in variables.contains { $0.0 == pair.0 } }
        let parameters = RawFastCGI.parameters(pairs + variables)
        let descriptor = try Sockets.connect(path: socket)
        defer { close(descriptor) }
        let request =
            RawFastCGI.record(1, [0, 1, 0, 0, 0, 0, 0, 0]) + RawFastCGI.record(4, parameters)
            + RawFastCGI.record(4, []) + RawFastCGI.record(5, [])
        try Sockets.send(request, on: descriptor)
        return RawFastCGI.output(of: Sockets.receiveAll(on: descriptor))
    }
}
