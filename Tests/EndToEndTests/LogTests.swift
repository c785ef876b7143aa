import Foundation
import Testing

/// The responder's own log.
@Suite(.serialized) struct LogTests {
    @Test func `a request is one line with its id, route, platform and outcome`() throws {
        try Stack.with { (stack) throws in
            let reply = try stack.create(TestCall(session: "1"))
            #expect(waitUntil { stack.events("request").contains { $0["method"] as? String == "POST" } })
            let line = try #require(stack.events("request").first { $0["method"] as? String == "POST" })
            #expect(line["id"] as? String == reply.header("x-request-id"))
            #expect(line["route"] as? String == "/callLog")
            #expect(line["platform"] as? String == "testCRM")
            #expect(line["status"] as? Int == 200)
            #expect(line["outcome"] as? String == "ok")
            #expect(line["ms"] as? Double != nil)
            let known = ["time", "event", "id", "method", "route", "platform", "status", "outcome", "ms"]
            #expect(Set(line.keys) == Set(known), "nothing else")
        }
    }

    @Test func `a burst of the same error is one line a second and a count`() throws {
        try Stack.with(limits: "") { (stack) throws in
            _ = try stack.get("/callLog?jwtToken=bad")
            let start = Date()
            let sent = 120
            for _ in 1..<sent { _ = try stack.get("/callLog?jwtToken=bad") }
            let seconds = Date().timeIntervalSince(start)
            #expect(waitUntil { stack.refusalsLogged == sent })
            #expect(stack.refusalLines <= 2 * (Int(seconds) + 2))
        }
    }
}

extension Stack {
    fileprivate var refusals: [[String: Any]] { events("request").filter { $0["status"] as? Int == 400 } }
    fileprivate var refusalLines: Int { refusals.count }
    /// How many refusals the log tells of, in lines and in counts.
    fileprivate var refusalsLogged: Int { refusals.reduce(0) { $0 + ($1["repeated"] as? Int ?? 1) } }
}
