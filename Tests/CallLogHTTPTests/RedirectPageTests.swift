import HTTPCore
import Testing

@testable import CallLogHTTP

@Suite struct RedirectPageTests {
    @Test(arguments: [
        ("?code=C", false), ("", true), ("?error=access_denied", true), ("?code=", true),
    ])
    func `the page has the element the client writes into, and a way on where one is needed`(
        query: String,
        hasLink: Bool
    ) async throws {
        let page = try await TestServer().get("/pipedrive-redirect\(query)")
        #expect(page.status == .ok)
        #expect(page.contentType == .html)
        #expect(page.text.contains(#"id="rc-stepper""#))
        #expect(page.text.contains(#"<html lang="en">"#))
        #expect(page.text.contains("Pipe &amp; Drive"))
        let link =
            "https://oauth.test/authorize?client_id=id&amp;redirect_uri=https%3A%2F%2Fx.test%2Fpipedrive-redirect"
        #expect(page.text.contains(link) == hasLink)
        #expect(page.header(.cacheControl) == "no-store")
    }

    @Test func `without an address of ours the registered one counts`() async throws {
        let server = try TestServer()
        server.crm.change { $0.redirectURI = "" }
        let page = await server.get("/pipedrive-redirect")
        #expect(page.text.contains(#"href="https://oauth.test/authorize?client_id=id""#))
    }

    @Test func `a server without a client at the CRM says so`() async throws {
        let server = try TestServer()
        server.crm.change { $0.clientID = "" }
        let page = await server.get("/pipedrive-redirect?code=C")
        #expect(page.text.contains("Ask your administrator") && !page.text.contains("href"))
        #expect(page.text.contains(#"id="rc-stepper""#))
    }

    @Test func `nothing of the address is shown`() async throws {
        let query = "?code=%3Cscript%3Ealert(1)%3C/script%3E&error=%3Cimg%3E&state=platform=x"
        let page = try await TestServer().get("/pipedrive-redirect\(query)")
        #expect(!page.text.contains("alert") && !page.text.contains("<img") && !page.text.contains("platform=x"))
    }

    @Test func `the policy lets in the page's own style and nothing else`() async throws {
        let server = try TestServer()
        let policy = try #require(await server.get("/pipedrive-redirect").header(.contentSecurityPolicy))
        let digest = Base64.encode(server.hashing.digest(Array(RedirectPage.style.utf8)))
        #expect(policy.contains("default-src 'none'; style-src 'sha256-\(digest)';"))
        #expect(!policy.contains("unsafe"))
    }
}

/// Base64 with padding (RFC 4648 section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            var word = chunk.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - chunk.count))
            var digits: [UInt8] = []
            for _ in 0..<4 {
                digits.insert(alphabet[Int(word & 63)], at: 0)
                word >>= 6
            }
            text += digits.prefix(chunk.count + 1) + Array(repeating: UInt8(ascii: "="), count: 3 - chunk.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
