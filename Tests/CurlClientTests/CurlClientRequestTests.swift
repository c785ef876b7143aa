import CurlClient
import Dispatch
import HTTPCore
import Synchronization
import TestSupport
import Testing

@Suite struct CurlClientRequestTests {
    @Test func `a request arrives as given and nothing is added that matters`() async throws {
        let recorder = Recorder()
        let server = try LoopbackHTTPServer { request in
            recorder.add(request)
            return .respond(status: 201, headers: [("X-Limit", "7"), ("x-limit", "8")], text: "made")
        }
        let client = try CurlClient(configuration: .init(userAgent: "calllog/1"))
        let reply = try await client.send(
            OutboundRequest(
                .post,
                "\(server.baseURL)/a/../b?x=%2F&y=1",
                headers: [
                    ("Authorization", "Bearer SECRET123"), ("Content-Type", "application/json"), ("X-Empty", ""),
                ],
                body: Array(#"{"a":"ä"}"#.utf8),
                timeout: .seconds(10)
            )
        )
        #expect(reply.status == 201)
        #expect(reply.headers.values(for: "x-limit") == ["7", "8"])
        #expect(reply.body == Array("made".utf8))
        let request = try #require(recorder.all.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a/../b?x=%2F&y=1")
        #expect(request.text == #"{"a":"ä"}"#)
        let expected = [
            "accept: */*", "authorization: Bearer SECRET123", "content-length: 10", "content-type: application/json",
            "host: 127.0.0.1:\(server.port)", "user-agent: calllog/1", "x-empty: ",
        ]
        #expect(request.headers.map { "\($0.name.lowercased()): \($0.value)" }.sorted() == expected)
    }

    @Test(
        arguments: [
            (HTTPMethod.get, nil, nil), (.delete, nil, nil), ("HEAD", nil, nil), ("OPTIONS", nil, nil),
            (.post, nil, "0"), (.put, nil, "0"), (.patch, nil, "0"), (.post, "", "0"),
            (.post, "ab", "2"), (.put, "ab", "2"), (.patch, "ab", "2"), (.delete, "ab", "2"), (.get, "ab", "2"),
        ] as [(HTTPMethod, String?, String?)]
    )
    func `each method is sent as itself`(_ method: HTTPMethod, body: String?, length: String?) async throws {
        let recorder = Recorder()
        let server = try LoopbackHTTPServer { request in
            recorder.add(request)
            return .respond(status: 204)
        }
        let client = try CurlClient()
        let bytes = body.map { Array($0.utf8) }
        let reply = try await client.send(OutboundRequest(method, server.baseURL, body: bytes, timeout: .seconds(10)))
        #expect(reply.status == 204)
        let request = try #require(recorder.all.first)
        #expect(request.method == method.rawValue)
        #expect(request.target == "/")
        #expect(request.text == body ?? "")
        #expect(request["Content-Length"] == length)
        #expect(request["Content-Type"] == nil)
        #expect(request["Expect"] == nil)
    }

    @Test func `a long body is sent whole without waiting for a go-ahead`() async throws {
        let recorder = Recorder()
        let server = try LoopbackHTTPServer { request in
            recorder.add(request)
            return .respond(status: 200)
        }
        let client = try CurlClient()
        let body = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        _ = try await client.send(OutboundRequest(.put, server.baseURL, body: body, timeout: .seconds(10)))
        #expect(recorder.all.first?.body == body)
        #expect(recorder.all.first?["Expect"] == nil)
    }

    @Test func `a used handle forgets the request before`() async throws {
        let recorder = Recorder()
        let server = try LoopbackHTTPServer { request in
            recorder.add(request)
            return .respond(status: 200, headers: [("X-A", "b"), ("Set-Cookie", "a=b")], text: "body")
        }
        let client = try CurlClient()
        _ = try await client.send(
            OutboundRequest(.post, server.baseURL, headers: [("X-Token", "1")], body: [65], timeout: .seconds(10))
        )
        _ = try await client.send(.get(server.baseURL))
        let second = try #require(recorder.all.last)
        #expect(second.method == "GET")
        #expect(second.body.isEmpty)
        #expect(second["X-Token"] == nil)
        #expect(second["Cookie"] == nil)
        #expect(server.connectionCount == 1)
    }

    @Test(arguments: [301, 302, 303, 307, 308], [HTTPMethod.get, .post])
    func `a redirect is returned and no second host hears of it`(_ status: Int, _ method: HTTPMethod) async throws {
        let trap = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let server = try LoopbackHTTPServer { _ in
            .respond(status: status, headers: [("Location", "\(trap.baseURL)/stolen")], text: "moved")
        }
        let client = try CurlClient()
        let reply = try await client.send(
            OutboundRequest(
                method,
                server.baseURL,
                headers: [("Authorization", "Bearer SECRET123")],
                body: method == .post ? [65] : nil,
                timeout: .seconds(10)
            )
        )
        #expect(reply.status == status)
        #expect(reply.headers["location"] == "\(trap.baseURL)/stolen")
        #expect(server.requestCount == 1)
        #expect(trap.connectionCount == 0)
    }

    @Test(arguments: [
        ("X-A", "b\r\nX-Injected: c"), ("X-A", "b\nc"), ("X-A", "b\rc"), ("X-A", "b\u{0}c"), ("X-A", "b\u{7F}"),
        ("X A", "b"), ("X-A:", "b"), ("", "b"), ("X-A\r\nX-B", "c"), ("X-Ä", "b"), ("Host", "evil.test"),
        ("Content-Length", "0"), ("Transfer-Encoding", "chunked"), ("connection", "close"), ("Expect", "100-continue"),
    ])
    func `a header that could change the message is refused`(_ name: String, _ value: String) async throws {
        let server = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let client = try CurlClient()
        let error = await client.failure(
            OutboundRequest(.get, server.baseURL, headers: [(name, value)], timeout: .seconds(10))
        )
        #expect(error?.reason == .refused)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["", "get", "GET /x HTTP/1.1\r\nX:", "CONNECT", "TRACE", "ABCDEFGHIJKLMNOPQ"])
    func `a method that is none is refused`(_ method: String) async throws {
        let server = try LoopbackHTTPServer { _ in .respond(status: 200) }
        let client = try CurlClient()
        let request = OutboundRequest(HTTPMethod(rawValue: method), server.baseURL, timeout: .seconds(10))
        #expect(await client.failure(request)?.reason == .refused)
        #expect(server.connectionCount == 0)
    }

    @Test func `five requests at once take the time of one`() async throws {
        // No reply goes out before all five requests are there, so nothing depends on how busy the machine is.
        let arrived = Atomic(0)
        let gate = DispatchSemaphore(value: 0)
        let server = try LoopbackHTTPServer { _ in
            if arrived.add(1, ordering: .relaxed).newValue == 5 {
                for _ in 0..<5 { gate.signal() }
            }
            return .respond(status: gate.wait(timeout: .now() + .seconds(8)) == .success ? 200 : 500)
        }
        let client = try CurlClient()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<5 { group.addTask { try await client.send(.get(server.baseURL)).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [200, 200, 200, 200, 200])
    }

    @Test func `a thousand requests one after the other share a connection`() async throws {
        let server = try LoopbackHTTPServer { request in .respond(text: request.target) }
        let client = try CurlClient()
        for number in 0..<1_000 {
            let method: HTTPMethod = number.isMultiple(of: 2) ? .get : .post
            let reply = try await client.send(
                OutboundRequest(method, "\(server.baseURL)/\(number)", timeout: .seconds(10))
            )
            #expect(reply.body == Array("/\(number)".utf8))
        }
        #expect(server.requestCount == 1_000)
        #expect(server.connectionCount == 1)
    }

    @Test func `compressed bytes are handed on as they are`() async throws {
        let server = try LoopbackHTTPServer { _ in
            .respond(status: 200, headers: [("Content-Encoding", "gzip")], body: [0x1F, 0x8B, 1, 2])
        }
        let client = try CurlClient()
        #expect(try await client.send(.get(server.baseURL)).body == [0x1F, 0x8B, 1, 2])
    }

    @Test func `a chunked reply is put together`() async throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n"
        let server = try LoopbackHTTPServer { _ in .raw(Array(text.utf8)) }
        let reply = try await CurlClient().send(.get(server.baseURL))
        #expect(reply.body == Array("abcde".utf8))
        #expect(reply.headers["x-late"] == nil)
    }
}
