import Testing

@testable import CurlClient

@Suite struct ReplyCollectorTests {
    private func collector(_ lines: [String], bodyLimit: Int = 10) -> ReplyCollector {
        var collector = ReplyCollector(bodyLimit: bodyLimit)
        for line in lines {
            let isTaken = collector.take(headLine: Array((line + "\r\n").utf8))
            #expect(isTaken)
        }
        return collector
    }

    @Test func `names are folded and values trimmed`() {
        let reply = collector(["HTTP/1.1 200 OK", "X-Rate:  12 \t", "x-rate: 13", "Empty:", ""])
        #expect(reply.headers.values(for: "x-rate") == ["12", "13"])
        #expect(reply.headers["empty"] == "")
    }

    @Test func `an interim reply leaves no headers behind`() {
        let reply = collector(["HTTP/1.1 103 Early Hints", "Link: x", "", "HTTP/1.1 200 OK", "A: b", ""])
        #expect(reply.headers["link"] == nil)
        #expect(reply.headers["a"] == "b")
    }

    @Test func `a trailer is not a header`() {
        let reply = collector(["HTTP/1.1 200 OK", "A: b", "", "Set-Cookie: x"])
        #expect(reply.headers["set-cookie"] == nil)
    }

    @Test func `a line without a colon and a folded line are dropped`() {
        let reply = collector(["HTTP/1.1 200 OK", "nonsense", "A: b", ""])
        #expect(reply.headers["a"] == "b")
        #expect(reply.headers["nonsense"] == nil)
    }

    @Test func `the head is bounded`() {
        var reply = ReplyCollector(bodyLimit: 10)
        let line = Array("X: \(String(repeating: "a", count: 1_000))\r\n".utf8)
        let taken = (0..<100).prefix { _ in reply.take(headLine: line) }.count
        #expect(taken == ReplyCollector.headLimitInBytes / line.count)
    }

    @Test func `the body is taken up to its limit and not a byte more`() {
        var reply = ReplyCollector(bodyLimit: 10)
        let taken = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11]].map { reply.take(body: $0) }
        #expect(taken == [true, true, false])
        #expect(reply.body.count == 10)
    }
}
