import CurlClient
import Foundation
import HTTPCore
import TestSupport
import Testing

@Suite struct ProxyTests {
    @Test func `proxy variables of the environment are ignored`() async {
        // In a process of its own, because the environment belongs to all tests.
        await #expect(processExitsWith: .success) {
            let trap = try LoopbackHTTPServer { _ in .respond(text: "trapped") }
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                unsafe setenv(name, trap.baseURL, 1)
            }
            unsafe setenv("no_proxy", "", 1)
            let server = try LoopbackHTTPServer { _ in .respond(text: "direct") }
            let client = try CurlClient()
            let reply = try await client.send(.get(server.baseURL))
            let other = await client.failure(.post("https://does-not-exist.invalid/"))
            guard reply.body == Array("direct".utf8), other?.reason == .nameNotResolved, trap.connectionCount == 0
            else {
                exit(1)
            }
        }
    }

    @Test func `a configured proxy is asked for other hosts and never for loopback`() async throws {
        let recorder = Recorder()
        let proxy = try LoopbackHTTPServer { request in
            recorder.add(request)
            return .respond(status: 407, headers: [("Connection", "close")])
        }
        let server = try LoopbackHTTPServer { _ in .respond(text: "direct") }
        let client = try CurlClient(configuration: .init(proxy: proxy.baseURL))
        let request = OutboundRequest(
            .post,
            "https://crm.example.com/x",
            headers: [("Authorization", "SECRET123")],
            timeout: .seconds(5)
        )
        let error = await client.failure(request)
        #expect(error?.reason == .connectionFailed, "\(error?.detail ?? "a reply")")
        #expect(try await client.send(.get(server.baseURL)).body == Array("direct".utf8))
        #expect(recorder.all.map { "\($0.method) \($0.target)" } == ["CONNECT crm.example.com:443"])
        #expect(recorder.all.first?["Authorization"] == nil)
    }
}
