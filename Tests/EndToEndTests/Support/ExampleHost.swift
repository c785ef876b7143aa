import Foundation
import Testing

/// The program of `Tests/EmbeddingExample`: a server of its own that has our routes among its own.
struct ExampleHost: Sendable {
    let directory: String
    let port: Int
    let pid: pid_t
    var database: String { "\(directory)/data/calllog.db" }

    /// Runs `body` with a host, which is gone afterwards whatever happens.
    ///
    /// - Parameter acme: Where Acme is.
    static func with<Result>(
        acme: String = "http://127.0.0.1:1",
        _ body: (ExampleHost) throws -> Result
    ) throws -> Result {
        let program = "\(Program.root)/.build/embedding/debug/ExampleHost"
        try #require(FileManager.default.fileExists(atPath: program), "build it first: make embedding")
        let directory = "/tmp/calllog-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try "\(UUID().uuidString)\(UUID().uuidString)\n"
            .write(toFile: "\(directory)/secret", atomically: true, encoding: .utf8)
        let pid = try Program.start(
            [program, "\(directory)/data/calllog.db", acme],
            environment: [:],
            directory: directory,
            input: "\(directory)/secret"
        )
        defer { kill(pid, SIGKILL) }
        let prefix = "http://127.0.0.1:"
        var output = ""
        waitUntil {
            output = (try? String(contentsOfFile: "\(directory)/out", encoding: .utf8)) ?? ""
            return output.hasSuffix("\n")
        }
        let address = output.trimmingCharacters(in: .newlines)
        try #require(address.hasPrefix(prefix), "the host did not start: \(output)")
        return try body(
            ExampleHost(directory: directory, port: try #require(Int(address.dropFirst(prefix.count))), pid: pid)
        )
    }

    func send(_ method: String, _ target: String, body: String? = nil) throws -> HTTPReply {
        try HTTPReply(method, target, port: port, body: body)
    }

    /// Connects to a CRM and returns the session token.
    func logIn(to platform: String, key: String) throws -> String {
        let form = #"{"apiKey":"\#(key)","platform":"\#(platform)","hostname":"crm.test","additionalInfo":{}}"#
        let reply = try send("POST", "/apiKeyLogin?state=platform=\(platform)", body: form)
        return try #require(try reply.json["jwtToken"] as? String, "\(reply.text)")
    }

    func create(_ session: String, token: String) throws -> HTTPReply {
        try send("POST", "/callLog?jwtToken=\(token)", body: TestCall(session: session).body)
    }

    /// Runs `work` on another thread and asks the host for /ping until it is done.
    ///
    /// - Returns: What `work` returned, how many seconds it took, and how many each answer.
    func ping<Result: Sendable>(
        during work: @escaping @Sendable () -> Result
    ) throws -> (result: Result, seconds: Double, pings: [Double]) {
        let clock = ContinuousClock()
        let start = clock.now
        let finished = DispatchSemaphore(value: 0)
        let result = Finished<Result>()
        Thread.detachNewThread {
            result.value = work()
            finished.signal()
        }
        var pings: [Double] = []
        while finished.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
            let asked = clock.now
            #expect(try send("GET", "/ping").text == "pong")
            pings.append((clock.now - asked) / .seconds(1))
        }
        return (try #require(result.value), (clock.now - start) / .seconds(1), pings)
    }

    /// Written by one thread before a semaphore lets the other read it.
    private final class Finished<Value: Sendable>: @unchecked Sendable {
        var value: Value?
    }
}
