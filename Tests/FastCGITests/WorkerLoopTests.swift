import HTTPCore
import Synchronization
import Testing

@testable import FastCGI

@Suite struct WorkerLoopTests {
    @Test func `requests are answered in turn until there are no more`() async throws {
        var script = ScriptedExchange([good("/a"), good("/b")])
        try await loop { .text($0.path) }.serve(&script)
        #expect(script.replies.map(lastLine) == ["/a", "/b"])
    }

    @Test func `a refused request does not end the loop and does not reach the handler`() async throws {
        let calls = Counter()
        var script = ScriptedExchange([
            ReceivedRequest(variables: [:], body: .whole([])),
            ReceivedRequest(variables: post("3"), body: .lengthMismatch),
            ReceivedRequest(variables: post("abc"), body: .lengthMismatch),
            ReceivedRequest(variables: post("9"), body: .tooLarge), good("/a"),
        ])
        try await loop { request in
            calls.count.add(1, ordering: .relaxed)
            return .text(request.path)
        }.serve(&script)
        #expect(
            script.replies.map(lastLine) == [
                "The request has no method.", "The request body does not match its declared length.",
                "The declared length of the request body is not a number.",
                "The request is larger than this server accepts.", "/a",
            ]
        )
        #expect(script.replies.map(firstLine).last(where: { $0.contains("413") }) == "Status: 413 Content Too Large")
        #expect(calls.count.load(ordering: .relaxed) == 1)
    }

    @Test func `a handler's refusal is its answer`() async throws {
        var script = ScriptedExchange([good("/a")])
        try await loop { _ throws(HTTPFailure) in throw HTTPFailure(.forbidden, "No.") }.serve(&script)
        #expect(script.replies.map(lastLine) == ["No."])
        #expect(script.replies.map(firstLine) == ["Status: 403 Forbidden"])
    }

    @Test func `a peer that left does not end the loop`() async throws {
        let log = Log()
        var script = ScriptedExchange([good("/a"), good("/b")], failingReplies: [0])
        try await loop(log: log) { .text($0.path) }.serve(&script)
        #expect(log.requests.withLock { $0.map(\.wasDelivered) } == [false, true])
    }

    @Test func `every answer names its request`() async throws {
        let log = Log()
        var named = good("/a")
        named.variables.append("front-1", for: "REQUEST_ID")
        var refused = ReceivedRequest(variables: ["REQUEST_ID": "front-2"], body: .whole([]))
        refused.variables.append("/x", for: "SCRIPT_NAME")
        var script = ScriptedExchange([named, good("/b"), refused])
        try await loop(log: log) { .text($0.requestID) }.serve(&script)
        let texts = script.replies.map { String(decoding: $0, as: UTF8.self) }
        #expect(texts[0].contains("\r\nX-Request-Id: front-1\r\n") && texts[0].hasSuffix("front-1"))
        #expect(texts[1].contains("\r\nX-Request-Id: made-up\r\n") && texts[1].hasSuffix("made-up"))
        #expect(texts[2].contains("\r\nX-Request-Id: front-2\r\n"))
        #expect(log.requests.withLock { $0.map(\.requestID) } == ["front-1", "made-up", "front-2"])
    }

    @Test func `what is logged is what was answered`() async throws {
        let log = Log()
        var script = ScriptedExchange([good("/a")])
        try await loop(log: log) { _ in
            var response = HTTPResponse.text("four")
            response.set("created", for: .outcome)
            return response
        }.serve(&script)
        let request = try #require(log.requests.withLock { $0.first })
        #expect(request.method == .get)
        #expect(request.path == "/a")
        #expect(request.status == .ok)
        #expect(request.outcome == "created")
        #expect(request.bodyLength == 4)
        #expect(request.duration == .seconds(1))
    }

    @Test func `a handler may wait for other threads and still goes on on this one`() async throws {
        var script = ScriptedExchange([good("/a"), good("/b")])
        try await loop { request in
            let path = request.path
            let other = await Task.detached { path + "!" }.value
            let both = await withTaskGroup(of: Int.self) { group in
                for number in 1...4 { group.addTask { number } }
                return await group.reduce(0, +)
            }
            return .text("\(other)\(both)")
        }.serve(&script)
        #expect(script.replies.map(lastLine) == ["/a!10", "/b!10"])
    }

    @Test func `a lost listener ends the loop with its error`() async {
        var script = ScriptedExchange([], error: .system(call: "accept", cause: "gone"))
        await #expect(throws: FastCGIError.self) { try await loop { _ in .text("") }.serve(&script) }
    }

    @Test func `a made up request id is 16 hexadecimal digits`() {
        for _ in 0..<100 {
            let id = FastCGIServer.randomRequestID()
            #expect(id.utf8.count == 16 && id.allSatisfy(\.isHexDigit))
        }
    }

    private func loop(
        log: Log = Log(),
        _ body: @escaping @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
    ) -> WorkerLoop {
        let ticks = Counter()
        return WorkerLoop(
            handler: ClosureHandler(body: body),
            uptime: { .seconds(ticks.count.add(1, ordering: .relaxed).newValue) },
            newRequestID: { "made-up" },
            onFinish: { request in log.requests.withLock { $0.append(request) } }
        )
    }

    private func good(_ path: String) -> ReceivedRequest {
        ReceivedRequest(variables: ["REQUEST_METHOD": "GET", "SCRIPT_NAME": path], body: .whole([]))
    }

    private func post(_ length: String) -> CGIVariables {
        ["REQUEST_METHOD": "POST", "SCRIPT_NAME": "/a", "CONTENT_LENGTH": length]
    }

    private func firstLine(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }

    private func lastLine(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).after("\r\n\r\n")
    }
}

extension String {
    /// What follows the first separator.
    fileprivate func after(_ separator: String) -> String {
        ranges(of: separator).first.map { String(self[$0.upperBound...]) } ?? ""
    }
}

/// Requests from a list; replies go to another.
struct ScriptedExchange: FastCGIExchange {
    private var requests: [ReceivedRequest]
    private let failingReplies: Set<Int>
    private let error: FastCGIError?
    private(set) var replies: [[UInt8]] = []

    init(_ requests: [ReceivedRequest], failingReplies: Set<Int> = [], error: FastCGIError? = nil) {
        self.requests = requests.reversed()
        self.failingReplies = failingReplies
        self.error = error
    }

    mutating func next() throws(FastCGIError) -> ReceivedRequest? {
        if requests.isEmpty, let error { throw error }
        return requests.popLast()
    }

    mutating func reply(_ bytes: [UInt8]) -> Bool {
        replies.append(bytes)
        return !failingReplies.contains(replies.count - 1)
    }
}

struct ClosureHandler: HTTPHandler {
    let body: @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await body(request)
    }
}

private final class Counter: Sendable {
    let count = Atomic(0)
}

private final class Log: Sendable {
    let requests = Mutex<[FinishedRequest]>([])
}
