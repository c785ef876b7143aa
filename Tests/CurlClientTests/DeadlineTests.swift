import HTTPCore
import TestSupport
import Testing

@testable import CurlClient

@Suite struct DeadlineTests {
    @Test func `no more connections than allowed are opened, and all requests are served`() async throws {
        let server = try LoopbackHTTPServer { _ in .delayed(.milliseconds(50), then: .respond(text: "x")) }
        let client = try CurlClient(configuration: .init(maxConnectionsPerHost: 2))
        let statuses = try await withThrowingTaskGroup { group in
            for _ in 0..<6 { group.addTask { try await client.send(.post(server.baseURL)).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [200, 200, 200, 200, 200, 200])
        #expect(server.connectionCount == 2)
    }

    @Test func `a request that waits for a connection keeps its deadline and has sent nothing`() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try LoopbackHTTPServer { _ in
            arrived.continuation.yield()
            return .hang
        }
        let client = try CurlClient(configuration: .init(maxConnectionsPerHost: 1))
        let first = Task { await client.failure(.post(server.baseURL, timeout: .seconds(3))) }
        for await _ in arrived.stream { break }
        let (second, time) = await measured { await client.failure(.post(server.baseURL, timeout: .milliseconds(300))) }
        #expect(second?.reason == .timedOutBeforeSending, "\(second?.detail ?? "a reply")")
        #expect(time >= .milliseconds(299) && time < .seconds(2), "\(time)")
        #expect(await first.value?.reason == .timedOutAfterSending)
        #expect(server.requestCount == 1)
    }

    @Test func `the loop ends a transfer that libcurl would keep`() async throws {
        let server = try LoopbackHTTPServer { $0.path == "/hang" ? .hang : .respond(text: "x") }
        // A negative grace comes before libcurl's own limit, as if libcurl had lost it.
        let loop = try CurlLoop(settings: TransferSettings(CurlClient.Configuration()), grace: .seconds(-60))
        let thread = try #require(LoopThread { loop.run() })
        defer {
            loop.stop()
            thread.join()
        }
        let request = try PreparedRequest(.post("\(server.baseURL)/hang"))
        let (result, time) = await measured {
            await withCheckedContinuation { continuation in
                let deadline = ContinuousClock.now + .milliseconds(60_300)
                loop.submit(Transfer(request: request, deadline: deadline, continuation: continuation))
            }
        }
        #expect(result.failure == HTTPClientError(.timedOutAfterSending, detail: "deadline of the loop"))
        #expect(time >= .milliseconds(299) && time < .seconds(2), "\(time)")
        // The loop goes on afterwards.
        let next = try PreparedRequest(.post("\(server.baseURL)/x"))
        let reply = await withCheckedContinuation { continuation in
            let deadline = ContinuousClock.now + .seconds(70)
            loop.submit(Transfer(request: next, deadline: deadline, continuation: continuation))
        }
        #expect(try reply.get().status == 200)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
