import Foundation
import TestSupport
import Testing

/// The host of `Tests/EmbeddingExample`, whose code README shows: one thread serves its clients, and nothing of ours
/// may hold that thread up.
@Suite struct EmbeddingTests {
    @Test func `a host logs, loads and updates a call on testCRM`() throws {
        try ExampleHost.with { (host) throws in
            let token = try host.logIn(to: "testCRM", key: "any")
            let first = try host.create("9001", token: token)
            let id = try #require(try first.logID, "\(first.text)")
            #expect(try host.create("9001", token: token).message == "Existing log for session 9001")

            let change = #"{"sessionId":"9001","subject":"Quote","note":"Quote sent."}"#
            let updated = try host.send("PATCH", "/callLog?jwtToken=\(token)", body: change)
            #expect(try updated.isSuccessful, "\(updated.text)")
            let loaded = try host.send("GET", "/callLog?jwtToken=\(token)&sessionIds=9001&requireDetails=true")
            let log = try #require(try loaded.logs.first)
            #expect(log["logId"] as? String == id)
            #expect((log["logData"] as? [String: Any])?["note"] as? String == "Quote sent.")

            #expect(try host.send("GET", "/callLog").status == 400, "no session")
            #expect(try host.send("GET", "/elsewhere").status == 404)
            #expect(try host.send("GET", "/ping").text == "pong")
            kill(host.pid, SIGTERM)
            #expect(Program.status(of: host.pid, seconds: 10) == 0)
        }
    }

    @Test func `a locked database holds up calls, not the host`() throws {
        try ExampleHost.with { (host) throws in
            let token = try host.logIn(to: "testCRM", key: "any")
            let holder = Program.holdWriteLock(of: host.database, seconds: 1)
            let (calls, seconds, pings) = try host.ping {
                inParallel(16) { try host.create("91\($0)", token: token).isSuccessful }
            }
            waitUntil { holder.isFinished }
            #expect(calls.errors.isEmpty)
            #expect(calls.results == Array(repeating: true, count: 16))
            #expect(seconds > 0.8, "the calls did not wait: \(seconds) s")
            expectPromptness(pings)
        }
    }

    @Test func `a slow CRM holds up its own calls, not the host`() throws {
        let acme = try LoopbackHTTPServer { request in
            if request.path == "/me" { return .json(#"{"id":"17","name":"Alex Agent"}"#) }
            let note = #"{"id":"note-\#(request.connection)"}"#
            return .delayed(.seconds(2), then: .json(note, status: 201))
        }
        defer { acme.stop() }
        try ExampleHost.with(acme: acme.baseURL) { (host) throws in
            let token = try host.logIn(to: "acme", key: "key-17")
            let (calls, seconds, pings) = try host.ping {
                inParallel(16) { try host.create("92\($0)", token: token).logID ?? "" }
            }
            #expect(calls.errors.isEmpty)
            #expect(calls.results.allSatisfy { $0.hasPrefix("note-") }, "\(calls.results)")
            #expect(Set(calls.results).count == 16)
            #expect((2..<5).contains(seconds), "the calls did not run side by side: \(seconds) s")
            expectPromptness(pings)
        }
    }

    /// Heads and bodies that the host's own server refuses, and one connection that serves two requests.
    @Test(arguments: [
        (
            "GET /ping HTTP/1.1\r\nHost: h\r\n\r\nGET /ping HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            [200, 200]
        ),
        ("GET /ping HTTP/1.0\r\n\r\n", [200]),
        ("GET /ping HTTP/1.1\r\n\r\n", [400]),
        ("GET /ping HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n", [400]),
        ("POST /ping HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", [400]),
        ("POST /ping HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", [413]),
        ("POST /ping HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [501]),
        ("GET /LONG HTTP/1.1\r\nHost: h\r\n\r\n", [431]),
        ("GET /ping HTTP/2\r\nHost: h\r\n\r\n", [505]),
    ])
    func `the host's server takes what is HTTP, and no more`(bytes: String, statuses: [Int]) throws {
        try ExampleHost.with { (host) throws in
            let descriptor = try Sockets.connect(port: host.port)
            defer { close(descriptor) }
            let long = String(repeating: "a", count: 20_000)
            try Sockets.send(Array(bytes.replacingOccurrences(of: "LONG", with: long).utf8), on: descriptor)
            let text = String(decoding: Sockets.receiveAll(on: descriptor), as: UTF8.self)
            let found = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { Int($0.prefix(3)) }
            #expect(found == statuses, "\(text)")
        }
    }

    /// Half of the answers within milliseconds, and none late, on a machine that has other things to do too.
    private func expectPromptness(_ pings: [Double]) {
        let sorted = pings.sorted()
        #expect(sorted.count >= 20, "\(sorted)")
        #expect(sorted[sorted.count / 2] < 0.02, "\(sorted)")
        #expect((sorted.last ?? 1) < 0.25, "\(sorted)")
    }
}
