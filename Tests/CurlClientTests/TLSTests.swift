import CurlClient
import HTTPCore
import TestSupport
import Testing

@Suite(.serialized) struct TLSTests {
    private let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    private func client() throws -> CurlClient {
        try CurlClient(configuration: .init(caFile: authority.caFile))
    }

    @Test func `the given authority is trusted, by name and by address`() async throws {
        try authority.issue("good", for: "DNS:localhost,IP:127.0.0.1")
        let server = try OpenSSLServer(authority, certificate: "good")
        let client = try client()
        for host in ["127.0.0.1", "localhost"] {
            let reply = try await client.send(.get("https://\(host):\(server.port)/"))
            #expect(reply.status == 200)
            #expect(String(decoding: reply.body, as: UTF8.self).contains("TLSv1.3"))
        }
    }

    @Test func `the same server is refused by a client that was not given the authority`() async throws {
        try authority.issue("good", for: "DNS:localhost,IP:127.0.0.1")
        let server = try OpenSSLServer(authority, certificate: "good")
        let error = try await CurlClient().failure(.post("https://127.0.0.1:\(server.port)/"))
        #expect(error?.reason == .tlsFailed, "\(error?.detail ?? "a reply")")
    }

    @Test func `a given authority replaces the system's`() async throws {
        let other = try TestAuthority()
        try other.issue("good", for: "IP:127.0.0.1")
        let server = try OpenSSLServer(other, certificate: "good")
        #expect(try await client().failure(.post("https://127.0.0.1:\(server.port)/"))?.reason == .tlsFailed)
    }

    @Test(arguments: [
        ("DNS:crm.example.com", 2), ("IP:127.0.0.2", 2), ("DNS:*", 2), ("DNS:localhost,IP:127.0.0.1", -1),
    ])
    func `a certificate for another host or another time is refused`(_ names: String, days: Int) async throws {
        try authority.issue("bad", for: names, days: days)
        let server = try OpenSSLServer(authority, certificate: "bad")
        for host in ["127.0.0.1", "localhost"] {
            let error = try await client().failure(.post("https://\(host):\(server.port)/"))
            #expect(error?.reason == .tlsFailed, "\(host): \(error?.detail ?? "a reply")")
        }
    }

    @Test(arguments: [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)])
    func `TLS 1.2 is the least`(_ version: String, isAccepted: Bool) async throws {
        try authority.issue("good", for: "IP:127.0.0.1")
        let server = try OpenSSLServer(authority, certificate: "good", [version, "-cipher", "ALL:@SECLEVEL=0"])
        let error = try await client().failure(.get("https://127.0.0.1:\(server.port)/"))
        #expect(error?.reason == (isAccepted ? nil : .tlsFailed), "\(error?.detail ?? "a reply")")
    }

    @Test func `a server that speaks no TLS is a TLS failure`() async throws {
        let server = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let error = try await client().failure(.post("https://127.0.0.1:\(server.port)/", timeout: .milliseconds(500)))
        #expect(error?.mayHaveExecuted == false, "\(error?.detail ?? "a reply")")
        #expect(server.requestCount == 0)
    }

    @Test func `a name that leads to this machine is refused unless private addresses are allowed`() async throws {
        try authority.issue("good", for: "DNS:crm.localhost")
        let server = try OpenSSLServer(authority, certificate: "good")
        let url = "https://crm.localhost:\(server.port)/"
        #expect(try await client().failure(.get(url))?.reason == .refused)
        let allowing = try CurlClient(configuration: .init(caFile: authority.caFile, allowsPrivateAddresses: true))
        #expect(try await allowing.send(.get(url)).status == 200)
    }

    @Test func `a file without certificates trusts nobody`() async throws {
        try authority.issue("good", for: "IP:127.0.0.1")
        let server = try OpenSSLServer(authority, certificate: "good")
        let client = try CurlClient(configuration: .init(caFile: "/etc/passwd"))
        #expect(await client.failure(.get("https://127.0.0.1:\(server.port)/"))?.reason == .tlsFailed)
    }
}
