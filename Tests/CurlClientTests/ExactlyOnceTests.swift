import CurlClient
import HTTPCore
import Synchronization
import TestSupport
import Testing

/// libcurl silently repeats a request when a reused connection closes without a reply.
@Suite struct ExactlyOnceTests {
    /// Answers `/warm` and treats anything else with `reply`.
    private func server(_ reply: LoopbackHTTPServer.Reply, _ seen: Recorder) throws -> LoopbackHTTPServer {
        try LoopbackHTTPServer { request in
            if request.path == "/warm" { return .respond(text: "warm") }
            seen.add(request)
            return reply
        }
    }

    @Test(arguments: [HTTPMethod.post, .patch, .put, .delete, "OPTIONS"], [false, true])
    func `a request taken on a reused connection is never sent twice`(_ method: HTTPMethod, resets: Bool) async throws {
        let seen = Recorder()
        let server = try server(resets ? .resetConnection : .closeWithoutReply, seen)
        let client = try CurlClient()
        _ = try await client.send(.get("\(server.baseURL)/warm"))
        let body: [UInt8]? = method == .delete ? nil : [65]
        let error = await client.failure(
            OutboundRequest(method, "\(server.baseURL)/x", body: body, timeout: .seconds(5))
        )
        #expect(error?.reason == .connectionLost, "\(error?.detail ?? "a reply")")
        #expect(seen.all.count == 1)
        #expect(seen.all.first?.connection == 1, "the connection was not reused, so this proves nothing")
        // The client goes on afterwards.
        #expect(try await client.send(.get("\(server.baseURL)/warm")).status == 200)
    }

    @Test func `reading may be repeated on a new connection`() async throws {
        let seen = Recorder()
        let server = try LoopbackHTTPServer { request in
            if request.path == "/warm" { return .respond(text: "warm") }
            seen.add(request)
            return request.connection == 1 ? .closeWithoutReply : .respond(text: "second")
        }
        let client = try CurlClient()
        _ = try await client.send(.get("\(server.baseURL)/warm"))
        #expect(try await client.send(.get("\(server.baseURL)/x")).body == Array("second".utf8))
        #expect(seen.all.map(\.connection) == [1, 2])
    }

    @Test func `a server that goes away with the request has had it`() async throws {
        let holder = Mutex<LoopbackHTTPServer?>(nil)
        let seen = Recorder()
        let server = try LoopbackHTTPServer { request in
            if request.path == "/warm" { return .respond(text: "warm") }
            seen.add(request)
            holder.withLock { $0 }?.stopListening()
            return .closeWithoutReply
        }
        holder.withLock { $0 = server }
        defer { holder.withLock { $0 = nil } }
        let client = try CurlClient()
        _ = try await client.send(.get("\(server.baseURL)/warm"))
        // libcurl's own second attempt meets a closed port: that must not pass for "never connected".
        let error = await client.failure(.post("\(server.baseURL)/x", timeout: .seconds(5)))
        #expect(error?.reason == .connectionLost, "\(error?.detail ?? "a reply")")
        #expect(seen.all.count == 1)
    }

    @Test func `an idle connection that was closed is replaced before sending`() async throws {
        let seen = Recorder()
        let server = try LoopbackHTTPServer { request in
            seen.add(request)
            return .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8))  // keeps quiet about closing
        }
        let client = try CurlClient()
        for number in 0..<40 {
            let request = number.isMultiple(of: 2) ? OutboundRequest.get(server.baseURL) : .post(server.baseURL)
            #expect(try await client.send(request).status == 200)
            // Else the request races the end of the connection, and losing that race is an honest "unknown".
            while server.openConnectionCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        #expect(seen.all.count == 40)
    }
}
