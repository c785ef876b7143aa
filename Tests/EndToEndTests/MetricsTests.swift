import Foundation
import Testing

/// `GET /metrics`, through nginx's address for it.
@Suite(.serialized) struct MetricsTests {
    @Test func `what was answered is counted by route and outcome, never by path or token`() throws {
        try Stack.with(environment: ["CALLLOG_METRICS": "on"]) { (stack) throws in
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            #expect(try stack.create(TestCall(session: "1")).isSuccessful == false)
            for _ in 0..<3 { _ = try stack.load(["1"]) }
            _ = try stack.get("/callLog?jwtToken=SECRET123")
            let descriptor = try Sockets.connect(path: stack.socket)
            try Sockets.send(RawFastCGI.request(method: "FROB", path: "/SECRET123"), on: descriptor)
            _ = Sockets.receiveAll(on: descriptor)
            close(descriptor)

            // An answer is counted after it was sent.
            #expect(eventually { (try? stack.metrics().text)?.contains("route=\"other\",method=\"other\"") == true })
            let page = try stack.metrics()
            #expect(page.status == 200)
            #expect(page.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
            let samples = Samples(page.text)
            let pid = "pid=\"\(stack.responders[0])\""
            func requests(_ labels: String) -> Double? { samples["calllog_requests_total{\(labels),\(pid)}"] }
            #expect(requests("route=\"/callLog\",method=\"POST\",outcome=\"ok\"") == 1)
            #expect(requests("route=\"/callLog\",method=\"POST\",outcome=\"already-logged\"") == 1)
            #expect(requests("route=\"/callLog\",method=\"GET\",outcome=\"ok\"") == 3)
            #expect(requests("route=\"/callLog\",method=\"GET\",outcome=\"400\"") == 1)
            #expect(requests("route=\"other\",method=\"other\",outcome=\"404\"") == 1)
            #expect(samples["calllog_request_seconds_count{route=\"/callLog\",\(pid)}"] == 6)
            #expect(samples["calllog_request_seconds_bucket{route=\"/callLog\",le=\"+Inf\",\(pid)}"] == 6)
            #expect(samples["calllog_claims{state=\"pending\",\(pid)}"] == 0)
            #expect(samples["calllog_store_up{\(pid)}"] == 1)
            #expect(samples["calllog_threads_busy{\(pid)}"] == 1)
            #expect(samples["calllog_gate_rejections_total{\(pid)}"] == 0)
            #expect(!page.text.contains("SECRET123"))
            #expect(samples.malformed == [])
        }
    }

    @Test func `an undecided call is seen with its age`() throws {
        try Stack.with(environment: ["CALLLOG_METRICS": "on"]) { (stack) throws in
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            _ = try stack.query(
                """
                UPDATE call_logs SET state = 'unknown', claimed_at = claimed_at - 90000, due_at = due_at + 9000000, \
                lease_until = lease_until + 9000000
                """
            )
            let samples = Samples(try stack.metrics().text)
            let pid = "pid=\"\(stack.responders[0])\""
            #expect(samples["calllog_claims{state=\"unknown\",\(pid)}"] == 1)
            let age = try #require(samples["calllog_claims_oldest_seconds{state=\"unknown\",\(pid)}"])
            #expect((90...100).contains(age))
        }
    }

    @Test func `restarts are told to every worker`() throws {
        try Stack.supervised(environment: ["CALLLOG_METRICS": "on"]) { (stack, supervisor) throws in
            kill(stack.workers(of: supervisor)[0], SIGKILL)
            #expect(eventually { stack.events("worker-ready").count == 3 })
            #expect(eventually { stack.restartsSeen == ["1"] })
        }
    }

    @Test func `metrics are off by default, and never at the public address`() throws {
        try Stack.with { (stack) throws in
            #expect(try stack.metrics().status == 404)
        }
        try Stack.with(environment: ["CALLLOG_METRICS": "on"]) { (stack) throws in
            #expect(try stack.get("/metrics").status == 404)
            #expect(try stack.metrics("/callLog").status == 404)
            #expect(try stack.metrics(method: "POST").status == 405)
            #expect(try stack.metrics().status == 200)
        }
    }
}

/// The samples of a page of metrics.
private struct Samples {
    private var values: [String: Double] = [:]
    /// Lines that are neither comments nor samples.
    private(set) var malformed: [String] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let value = Double(parts[1]) {
                values[String(parts[0])] = value
            } else {
                malformed.append(String(line))
            }
        }
    }

    subscript(name: String) -> Double? { values[name] }
}

extension Stack {
    /// What twenty looks at the metrics say about restarts.
    fileprivate var restartsSeen: Set<String> {
        Set(
            (0..<20).compactMap { _ in
                (try? metrics().text)?.split(separator: "\n").first { $0.hasPrefix("calllog_worker_restarts_total{") }?
                    .split(separator: " ").last.map(String.init)
            }
        )
    }
}
