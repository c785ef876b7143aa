import CallLog
import StrictJSON
import Testing

@testable import CRMAdapters

@Suite struct PipedriveFormatTests {
    @Test(
        arguments: [
            (0, "00:00"), (1, "00:01"), (29, "00:01"), (30, "00:01"), (59, "00:01"), (60, "00:01"), (89, "00:01"),
            (90, "00:02"), (125, "00:02"), (3540, "00:59"), (3569, "00:59"), (3570, "01:00"), (3599, "01:00"),
            (3600, "01:00"), (7140, "01:59"), (7199, "02:00"), (7200, "02:00"), (36_000, "10:00"),
            (359_940, "99:59"), (999_999_999, "99:59"),
        ] as [(Int64, String)]
    )
    func `durations are rounded to minutes and carried`(_ seconds: Int64, _ text: String) {
        #expect(PipedriveActivity.duration(seconds) == text)
    }

    @Test(arguments: [
        ("2024-04-18T04:03:21Z", "2024-04-18", "04:03"), ("2024-02-29T23:59:59.999Z", "2024-02-29", "23:59"),
        ("2024-03-01T00:30:00+02:00", "2024-02-29", "22:30"), ("1999-12-31T23:00:00-01:00", "2000-01-01", "00:00"),
    ])
    func `due date and time are padded and in UTC`(_ start: String, _ date: String, _ time: String) throws {
        let start = try #require(Timestamp(rfc3339: start))
        #expect(PipedriveActivity.dueDate(start) == date)
        #expect(PipedriveActivity.dueTime(start) == time)
    }

    @Test(arguments: [
        "acme.pipedrive.com", "a.pipedrive.com", "a1-b2.pipedrive.com",
        String(repeating: "a", count: 63) + ".pipedrive.com",
    ])
    func `a company's host is accepted`(_ host: String) {
        #expect(PipedriveHost.isValid(host))
    }

    @Test(arguments: [
        "", ".pipedrive.com", "pipedrive.com", "acme.pipedrive.com.", "acme.pipedrive.com.evil.test",
        "acme.pipedrive.com%00.evil.test", "acme.pipedrive.com\0", "acme.pipedrive.com/", "evil.test/.pipedrive.com",
        "evil.test#.pipedrive.com", "evil.test?.pipedrive.com", "user@acme.pipedrive.com", "a:b@acme.pipedrive.com",
        "acme.pipedrive.com:443", "acme.pipedrive.com@evil.test", "ⓔvil.pipedrive.com", "аcme.pipedrive.com",
        "ACME.pipedrive.com", "acme.PIPEDRIVE.com", "acme.pipedrive.com\n", " acme.pipedrive.com", "a b.pipedrive.com",
        "-acme.pipedrive.com", "acme-.pipedrive.com", "a.b.pipedrive.com", "a_b.pipedrive.com", "acme。pipedrive.com",
        "127.0.0.1", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "localhost",
        "temp", "evilpipedrive.com", "acme\\.pipedrive.com", "%61cme.pipedrive.com", "https://acme.pipedrive.com",
        String(repeating: "a", count: 64) + ".pipedrive.com", "e\u{301}.pipedrive.com",
    ])
    func `any other host is refused and nothing is sent`(_ host: String) async throws {
        #expect(!PipedriveHost.isValid(host))
        let bench = try ScriptedPipedrive.writing(.success(.json(#"{"success":true,"data":{"id":1}}"#)))
        let context = bench.context(.pipedrive(777, hostname: host))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft, in: context)
        }
        #expect(error?.reason == .notSent)
        let load = await failure { () async throws(CRMError) in try await bench.adapter.loadCallLog("1", in: context) }
        #expect(load?.reason == .notSent)
        #expect(bench.http.requests.isEmpty)
    }

    @Test(arguments: [
        ("https://acme.pipedrive.com", "acme.pipedrive.com"), ("http://acme.pipedrive.com", nil),
        ("https://acme.pipedrive.com/", nil), ("https://acme.pipedrive.com@evil.test", nil),
        ("acme.pipedrive.com", nil),
        ("https://evil.test", nil), ("HTTPS://acme.pipedrive.com", nil),
    ])
    func `an api_domain is taken only in its one form`(_ domain: String, _ host: String?) {
        #expect(PipedriveHost.host(ofAPIDomain: domain) == host)
    }

    @Test(arguments: ["api", "api-proxy", "oauth", "app"])
    func `a host that companies share stands for no company`(_ label: String) {
        #expect(PipedriveHost.company(ofAPIDomain: "https://\(label).pipedrive.com") == nil)
        #expect(PipedriveHost.company(label) == nil)
    }

    @Test(arguments: [
        ("https://oauth.pipedrive.com/oauth/token", true), ("http://127.0.0.1:8080/token", true),
        ("http://127.0.0.1/token", true), ("http://localhost:1/t", true), ("http://[::1]:9/t", true),
        ("http://oauth.pipedrive.com/t", false), ("http://127.0.0.1.evil.test/t", false),
        ("http://127.0.0.1@evil.test/t", false), ("http://127.0.0.1:80@evil.test/t", false), ("ftp://127.0.0.1", false),
        ("https:///t", false), ("https://a b", false), ("http://127.0.0.1:/t", false), ("file:///etc/passwd", false),
    ])
    func `plain http is for loopback only`(_ url: String, _ isAllowed: Bool) {
        #expect(PipedriveConfiguration.isAllowed(url) == isAllowed)
    }

    @Test func `a configuration names the setting it cannot use and the ones on loopback`() throws {
        #expect(throws: PipedriveConfiguration.Invalid.self) {
            try PipedriveConfiguration(
                clientID: "i",
                clientSecret: .init("s"),
                redirectURI: "r",
                accessTokenURI: "http://evil.test/token"
            )
        }
        #expect(throws: PipedriveConfiguration.Invalid.self) {
            try PipedriveConfiguration(clientID: "two words", clientSecret: .init("s"), redirectURI: "r")
        }
        let withoutClient = try PipedriveConfiguration(clientID: "", clientSecret: .init(""), redirectURI: "")
        #expect(!withoutClient.canConnect)
        let standard = try PipedriveConfiguration(clientID: "i", clientSecret: .init("s"), redirectURI: "r")
        #expect(standard.revokeURI == "https://oauth.pipedrive.com/oauth/revoke")
        #expect(standard.loopbackSettings.isEmpty)
        #expect(!"\(standard)".contains("\"s\""))
        let test = try PipedriveConfiguration(
            clientID: "i",
            clientSecret: .init("s"),
            redirectURI: "r",
            accessTokenURI: "http://127.0.0.1:1/oauth/token",
            apiBaseURL: "http://127.0.0.1:1/"
        )
        #expect(test.revokeURI == "http://127.0.0.1:1/oauth/revoke")
        #expect(test.apiBaseURL == "http://127.0.0.1:1")
        #expect(
            test.loopbackSettings == ["PIPEDRIVE_ACCESS_TOKEN_URI", "PIPEDRIVE_REVOKE_URI", "PIPEDRIVE_API_BASE_URL"]
        )
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Thu, 18 Apr 2024 14:03:21 GMT", "2024-04-18T14:03:21Z"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37", nil), ("", nil),
        ("Sun, 31 Feb 1994 08:49:37 GMT", nil),
    ])
    func `the date of a reply is read`(_ text: String, _ expected: String?) {
        #expect(Timestamp(httpDate: text)?.rfc3339 == expected)
    }

    @Test(arguments: [
        ("<b>Agent notes</b><br>a &amp; b", "<b>Agent notes</b><br />a & b"),
        ("<li><b>X</b>: 1</li><li>2</li>", "<ul>\n<li><b>X</b>: 1</li>\n<li>2</li>\n</ul>"),
        ("it&#39;s &quot;so&quot;", "it's \"so\""), ("a&nbsp;b", "a b"), ("1 &lt; 2", "1 &#x3C; 2"),
        ("a < b", "a &lt; b"),
    ])
    func `a sanitised note reads the same`(_ sent: String, _ stored: String) {
        #expect(BareText.of(html: sent) == BareText.of(html: stored))
        #expect(!BareText.of(html: sent).isEmpty)
    }

    @Test(arguments: [("a &lt;b&gt; c", "a <b> c"), ("one", "two"), ("&amp;amp;", "&amp;")])
    func `different notes stay different`(_ left: String, _ right: String) {
        #expect(BareText.of(html: left) != BareText.of(html: right))
    }

    @Test(arguments: [
        ("+16505550100", "6505550100", "(650) 555-0100", true), ("+16505550100", "6505550100", "+1 650 555 0100", true),
        ("+16505550100", "6505550100", "1-650-555-0100 ext. 12", true),
        ("+16505550100", "6505550100", "0016505550100", true), ("+16505550100", "6505550100", "650.555.0100x9", true),
        ("+16505550100", "6505550100", "+44 6505550100", false), ("+16505550100", "6505550100", "16505550100 9", false),
        ("+16505550100", "6505550100", "555-0100", false), ("+16505550100", "6505550100", "+16505550101", false),
        ("+442079460958", "2079460958", "+44 (0)20 7946 0958", true),
        ("+442079460958", "2079460958", "020 7946 0958", true),
        ("+493012345678", "3012345678", "030/12345678", true),
        ("+74951234567", "4951234567", "8 (495) 123-45-67", true),
        ("+390612345678", "0612345678", "06 1234 5678", true), ("+35312345678", "12345678", "01 234 5678", true),
        ("101", "101", "101", true), ("101", "101", "1101", false), ("+16505550100", "6505550100", "", false),
    ])
    func `numbers are compared by significant digits`(
        _ wanted: String,
        _ term: String,
        _ candidate: String,
        _ isSame: Bool
    ) {
        let number = PipedrivePhoneNumber(PhoneNumberQuery(e164: wanted))
        #expect(number.term == term)
        #expect(number.isSame(as: candidate) == isSame)
    }

    @Test func `credentials are compared whole`() {
        let credentials = BasicCredentials("Aladdin", "open sesame")
        #expect(credentials.headerValue == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(credentials.equal("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
        for other in ["", "Basic", "Basic ", "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"]
        {
            #expect(!credentials.equal(other))
        }
        #expect(!credentials.equal("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==A"))
        #expect(!credentials.equal("Basic qWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
    }
}
