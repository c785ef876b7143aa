import CurlClient
import Foundation
import HTTPCore
import Synchronization
import TestSupport
import Testing

@Suite struct LifetimeTests {
    @Test func `cancelling the task leaves the transfer alone`() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try LoopbackHTTPServer { _ in
            arrived.continuation.yield()
            return .delayed(.milliseconds(200), then: .respond(text: "done"))
        }
        let client = try CurlClient()
        let task = Task { try await client.send(.post(server.baseURL)).status }
        for await _ in arrived.stream { break }
        task.cancel()
        #expect(try await task.value == 200)
    }

    @Test func `shutting down fails what is under way, promptly`() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try LoopbackHTTPServer { _ in
            arrived.continuation.yield()
            return .hang
        }
        let client = try CurlClient()
        let sent = Task { await client.failure(.post(server.baseURL, timeout: .seconds(60))) }
        for await _ in arrived.stream { break }
        let listener = try SilentListener(refusingHandshakes: true)
        let connecting = Task {
            await client.failure(.post("http://127.0.0.1:\(listener.port)/", timeout: .seconds(60)))
        }
        try await Task.sleep(for: .milliseconds(50))  // the second has to be on its way
        let (_, time) = await measured { client.shutdown() }
        #expect(await sent.value?.reason == .connectionLost)
        #expect(await connecting.value?.reason == .connectionFailed)
        #expect(time < .seconds(1))
        client.shutdown()
        #expect(await client.failure(.post(server.baseURL))?.reason == .connectionFailed)
    }

    @Test func `clients come and go without leaving threads or descriptors`() async {
        // In a process of its own: other tests open descriptors meanwhile.
        await #expect(processExitsWith: .success) {
            let server = try LoopbackHTTPServer { _ in .respond(headers: [("Connection", "close")], text: "x") }
            var counts: [[Int]] = []
            for round in 0..<200 {
                let client = try CurlClient()
                _ = try await client.send(.get("\(server.baseURL)/\(round)"))
                if round % 100 == 99 {
                    client.shutdown()
                    try await Task.sleep(for: .milliseconds(200))  // the server has to see the end of connections
                    counts.append(
                        try ["/proc/self/fd", "/proc/self/task"].map {
                            try FileManager.default.contentsOfDirectory(atPath: $0).count
                        }
                    )
                }
            }
            guard counts.count == 2, zip(counts[0], counts[1]).allSatisfy({ abs($0 - $1) <= 3 }) else { exit(1) }
        }
    }

    @Test func `the end of every request is reported without its secrets`() async throws {
        let server = try LoopbackHTTPServer { request in
            request.path == "/cut" ? .closeWithoutReply : .respond(status: 404)
        }
        let reports = Mutex<[String]>([])
        let client = try CurlClient { finished in
            let outcome =
                switch finished.outcome {
                case .success(let status): "\(status)"
                case .failure(let error): "\(error.reason)"
                }
            reports.withLock { $0.append("\(finished.host) \(outcome) \(finished.milliseconds < 5_000)") }
        }
        _ = await client.failure(.get("\(server.baseURL)/SECRET123"))
        _ = await client.failure(.get("\(server.baseURL)/cut"))
        _ = await client.failure(.get("http://example.com/SECRET123"))
        #expect(reports.withLock(\.self) == ["127.0.0.1 404 true", "127.0.0.1 connectionLost true", " refused true"])
    }

    @Test(arguments: [
        (CurlClient.Configuration(caFile: "/does/not/exist.pem"), CurlClientError.Reason.caFileMissing),
        (.init(caFile: ""), .caFileMissing),
        (.init(connectTimeout: .zero), .settingInvalid),
        (.init(replyLimitInBytes: 0), .settingInvalid),
        (.init(proxy: ""), .settingInvalid),
        (.init(proxy: "http://a b"), .settingInvalid),
        (.init(userAgent: "a\r\nX: y"), .settingInvalid),
        (.init(maxConnectionsPerHost: 0), .settingInvalid),
    ])
    func `an unusable setting is refused at the start`(
        _ configuration: CurlClient.Configuration,
        _ reason: CurlClientError.Reason
    ) {
        let error = #expect(throws: CurlClientError.self) { try CurlClient(configuration: configuration) }
        #expect(error?.reason == reason)
        #expect(error?.advice.isEmpty == false)
    }

    @Test func `a configuration prints no proxy credentials`() {
        let configuration = CurlClient.Configuration(proxy: "http://user:SECRET123@proxy.test:3128")
        #expect(!"\(configuration) \(String(reflecting: configuration))".contains("SECRET123"))
    }
}
