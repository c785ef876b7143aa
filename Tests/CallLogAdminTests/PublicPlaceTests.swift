import Testing

@testable import CallLogAdmin

@Suite struct PublicPlaceTests {
    @Test(arguments: [
        ("https://calls.example.org", true, "calls.example.org", 443),
        ("https://calls.example.org:8443", true, "calls.example.org", 8443),
        ("http://127.0.0.1:8080", false, "127.0.0.1", 8080),
        ("https://calls.example.org/calls", true, "calls.example.org", 443),
    ])
    func `host and port are found`(url: String, isSecure: Bool, host: String, port: Int) throws {
        let place = try #require(PublicPlace(url))
        #expect(place.isSecure == isSecure)
        #expect(place.host == host)
        #expect(place.port == port)
    }

    @Test(arguments: [
        "", "calls.example.org", "ftp://x.test", "https://", "https://a;b", "https://a{b", "https://x.test:0",
        "https://x.test:port", "https://x.test:1:2", "https://[::1]",
    ])
    func `what cannot stand in nginx's file is refused`(url: String) {
        #expect(PublicPlace(url) == nil)
    }

    @Test(arguments: [
        ("10.0.0.2", true), ("172.16.0.1", true), ("172.32.0.1", false), ("192.168.1.1", true), ("100.64.0.1", true),
        ("169.254.0.1", true), ("127.0.0.53", false), ("9.9.9.9", false), ("fd00::1", true), ("fe80::1", true),
        ("2620:fe::fe", false), ("nonsense", false),
    ])
    func `name servers that the unit shuts out are known`(address: Substring, isPrivate: Bool) {
        #expect(HostSnippets.isPrivate(address) == isPrivate)
    }
}
