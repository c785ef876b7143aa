import CurlClient
import HTTPCore
import TestSupport
import Testing

/// One after the other: several of these measure time.
@Suite(.serialized) struct CurlClientFaultTests {
    @Test(arguments: [
        ("reset", LoopbackHTTPServer.Reply.resetConnection, HTTPClientError.Reason.connectionLost),
        ("empty reply", .closeWithoutReply, .connectionLost),
        ("cut body", .truncate(body: Array("abcdef".utf8), sent: 3), .badReply),
        ("cut line", .raw(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8)), .badReply),
        ("cut head", .raw(Array("HTTP/1.1 200 OK\r\nX-A: b\r\n".utf8)), .badReply),
        ("cut chunk", .raw(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab".utf8)), .badReply),
        ("garbage", .raw(Array("hello there\r\n\r\n".utf8)), .badReply),
        ("binary garbage", .raw((0..<200).map { UInt8($0) }), .badReply),
        ("no status", .raw(Array("HTTP/1.1 OK\r\n\r\n".utf8)), .badReply),
        ("wild status", .raw(Array("HTTP/1.1 999 Wild\r\nContent-Length: 0\r\n\r\n".utf8)), .badReply),
        ("bad length", .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n".utf8)), .badReply),
        ("bad chunk", .raw(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8)), .connectionLost),
        ("upgrade", .raw(Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n".utf8)), .connectionLost),
    ])
    func `a broken reply is told apart`(
        _ name: String,
        _ reply: LoopbackHTTPServer.Reply,
        _ reason: HTTPClientError.Reason
    ) async throws {
        let server = try LoopbackHTTPServer { _ in reply }
        let error = try await CurlClient().failure(.post(server.baseURL, timeout: .seconds(5)))
        #expect(error?.reason == reason, "\(name): \(error?.detail ?? "a reply")")
        #expect(server.requestCount == 1)
    }

    @Test func `a refused connection is not executed`() async throws {
        let server = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let url = server.baseURL
        server.stop()
        let error = try await CurlClient().failure(.post(url))
        #expect(error?.reason == .connectionFailed)
    }

    @Test func `an unknown name is not executed`() async throws {
        let error = try await CurlClient().failure(.post("https://does-not-exist.invalid/"))
        #expect(error?.reason == .nameNotResolved)
    }

    @Test(arguments: [
        ("silent", LoopbackHTTPServer.Reply.hang), ("late", .delayed(.seconds(3), then: .respond(text: ""))),
    ])
    func `silence ends at the deadline`(_ name: String, _ reply: LoopbackHTTPServer.Reply) async throws {
        let server = try LoopbackHTTPServer { _ in reply }
        let client = try CurlClient()
        let (error, time) = await measured { await client.failure(.post(server.baseURL, timeout: .milliseconds(500))) }
        #expect(error?.reason == .timedOutAfterSending)
        #expect(time >= .milliseconds(495) && time < .milliseconds(900), "\(time)")
    }

    @Test func `a reply that drips is cut at the deadline`() async throws {
        let body = [UInt8](repeating: 65, count: 1_000)
        let server = try LoopbackHTTPServer { _ in .respondSlowly(body: body, interval: .milliseconds(20)) }
        let client = try CurlClient()
        let (error, time) = await measured { await client.failure(.get(server.baseURL, timeout: .milliseconds(500))) }
        #expect(error?.reason == .timedOutAfterSending)
        #expect(time >= .milliseconds(495) && time < .milliseconds(900), "\(time)")
    }

    @Test func `connecting has a limit of its own`() async throws {
        let listener = try SilentListener(refusingHandshakes: true)
        let client = try CurlClient(configuration: .init(connectTimeout: .milliseconds(300)))
        let request = OutboundRequest.post("http://127.0.0.1:\(listener.port)/", timeout: .seconds(20))
        let (error, time) = await measured { await client.failure(request) }
        #expect(error?.reason == .timedOutBeforeSending)
        #expect(time >= .milliseconds(295) && time < .milliseconds(800), "\(time)")
    }

    @Test func `connecting never takes longer than the request may`() async throws {
        let listener = try SilentListener(refusingHandshakes: true)
        let client = try CurlClient()
        let request = OutboundRequest.post("http://127.0.0.1:\(listener.port)/", timeout: .milliseconds(300))
        let (error, time) = await measured { await client.failure(request) }
        #expect(error?.reason == .timedOutBeforeSending)
        #expect(time >= .milliseconds(295) && time < .milliseconds(800), "\(time)")
    }

    @Test func `a handshake that hangs has sent nothing`() async throws {
        let listener = try SilentListener()
        let client = try CurlClient()
        let request = OutboundRequest.post("https://127.0.0.1:\(listener.port)/", timeout: .milliseconds(300))
        let (error, time) = await measured { await client.failure(request) }
        #expect(error?.reason == .timedOutBeforeSending)
        #expect(time >= .milliseconds(295) && time < .milliseconds(800), "\(time)")
    }

    @Test func `a body nobody reads counts as sent`() async throws {
        let listener = try SilentListener()
        let client = try CurlClient()
        let request = OutboundRequest(
            .post,
            "http://127.0.0.1:\(listener.port)/",
            body: [UInt8](repeating: 65, count: 32 << 20),
            timeout: .milliseconds(500)
        )
        #expect(await client.failure(request)?.reason == .timedOutAfterSending)
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func `no time is no request`(_ timeout: Duration) async throws {
        let server = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let error = try await CurlClient().failure(.post(server.baseURL, timeout: timeout))
        #expect(error?.reason == .timedOutBeforeSending)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: [true, false])
    func `300 MB are refused without being held`(_ declaringLength: Bool) async throws {
        let piece = [UInt8](repeating: 65, count: 1 << 16)
        let server = try LoopbackHTTPServer { _ in
            .respondRepeating(piece: piece, count: 4_800, declaringLength: declaringLength)
        }
        let client = try CurlClient()
        _ = await client.failure(.get(server.baseURL))
        let before = ProcessMemory.peakInKilobytes
        let (error, time) = await measured { await client.failure(.get(server.baseURL)) }
        #expect(error?.reason == .badReply)
        #expect(ProcessMemory.peakInKilobytes - before < 20_000)
        #expect(time < .seconds(2), "\(time)")
    }

    @Test func `the reply limit is exact`() async throws {
        let server = try LoopbackHTTPServer { request in
            .respond(status: 200, body: [UInt8](repeating: 65, count: Int(request.query) ?? 0))
        }
        let client = try CurlClient()
        #expect(try await client.send(.get("\(server.baseURL)/?1048576")).body.count == 1 << 20)
        #expect(await client.failure(.get("\(server.baseURL)/?1048577"))?.reason == .badReply)
    }

    @Test(arguments: [1, 1_000, 200_000])
    func `endless headers are cut off`(_ length: Int) async throws {
        let line = "X-Long: \(String(repeating: "a", count: length))\r\n"
        let head = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: max(1, 400_000 / line.utf8.count))
        let server = try LoopbackHTTPServer { _ in .raw(Array((head + "Content-Length: 0\r\n\r\n").utf8)) }
        let error = try await CurlClient().failure(.get(server.baseURL))
        #expect(error?.reason == .badReply, "\(error?.detail ?? "a reply")")
    }

    @Test func `an error text names no address and no secret`() async throws {
        let server = try LoopbackHTTPServer { _ in .raw(Array("SECRET123 hello\r\n\r\n".utf8)) }
        let url = "\(server.baseURL)/SECRET123?token=SECRET123"
        let request = OutboundRequest(.get, url, headers: [("Authorization", "SECRET123")], timeout: .seconds(5))
        let error = try #require(await CurlClient().failure(request))
        #expect(!error.detail.contains("SECRET123"))
        #expect(!error.detail.contains("127.0.0.1"))
    }
}
