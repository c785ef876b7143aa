import HTTPCore
import Testing

@testable import CurlClient

@Suite struct OutboundURLTests {
    @Test(arguments: [
        ("https://api.example.com/v1/activities?limit=5&q=a%20b", "api.example.com", true),
        ("https://acme-1.pipedrive.com", "acme-1.pipedrive.com", true),
        ("https://acme.pipedrive.com:8443/x", "acme.pipedrive.com", true),
        ("https://acme.pipedrive.com?x=[1]", "acme.pipedrive.com", true),
        ("https://192.0.2.17/", "192.0.2.17", true),
        ("https://example.com/@user/a:b", "example.com", true),
        ("http://127.0.0.1:8080/x", "127.0.0.1", false),
        ("http://localhost/x", "localhost", false),
        ("http://[::1]:80/x", "[::1]", false),
    ])
    func `a plain URL is accepted`(_ text: String, host: String, isSecure: Bool) throws {
        let url = try OutboundURL(text)
        #expect(url.text == text)
        #expect(url.host == host)
        #expect(url.isSecure == isSecure)
    }

    @Test(arguments: [
        "", "https://", "https:///x", "https:/example.com", "//example.com", "example.com", "HTTPS://example.com",
        "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1/", " https://example.com",
        "https://user@example.com/", "https://user:word@example.com/", "https://example.com@127.0.0.1/",
        "https://example.com:/", "https://example.com:0/", "https://example.com:080/", "https://example.com:65536/",
        "https://example.com:443x/", "https://example.com:+443/", "https://example.com:-1/",
        "https://example.com./", "https://.example.com/", "https://a..b/", "https://-a.com/", "https://a-.com/",
        "https://a_b.com/", "https://acme.pipedrive.com%00.evil.test/", "https://ⓔvil.pipedrive.com/",
        "https://exa mple.com/", "https://example.com\\@evil.test/", "https://example.com/a b",
        "https://example.com/a\r\nX: y", "https://example.com/a\u{0}", "https://example.com/\t",
        "https://example.com/ä",
        "https://example.com/#top", "https://example.com/%", "https://example.com/%4", "https://example.com/%zz",
        "https://example.com/\"<>", "https://example.com/a\\b", "https://example.com\u{7F}/",
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/",
        "https://256.0.0.1/", "https://1.2.3.4.5/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://[::1",
        "https://[::1]x/", "https://\(String(repeating: "a", count: 64)).com/",
        "https://example.com/\(String(repeating: "a", count: 9_000))",
    ])
    func `a URL that parsers may read differently is refused`(_ text: String) {
        #expect(throws: HTTPClientError.self) { try OutboundURL(text) }
    }

    @Test(arguments: [
        "http://example.com/", "http://127.0.0.2/", "http://127.0.0.1.example.com/", "http://LOCALHOST/",
        "http://localhost.example.com/", "http://0.0.0.0/", "http://10.0.0.1/", "http://169.254.169.254/",
        "http://[::]/", "http://127.0.0.1@example.com/", "http://127.0.0.1:80@example.com/",
    ])
    func `plain http to another machine is refused`(_ text: String) {
        let error = #expect(throws: HTTPClientError.self) { try OutboundURL(text) }
        #expect(error?.reason == .refused)
        #expect(error?.mayHaveExecuted == false)
    }
}
