import Testing

@testable import CallLogResponder

@Suite struct BurstLimiterTests {
    @Test func `the first of a second passes, the rest are counted`() {
        var limiter = BurstLimiter<Int>()
        let admitted = [
            limiter.admits(1, kind: "a", at: .zero), limiter.admits(2, kind: "a", at: .milliseconds(1)),
            limiter.admits(3, kind: "a", at: .milliseconds(999)), limiter.admits(4, kind: "b", at: .milliseconds(2)),
        ]
        #expect(admitted == [true, false, false, true], "the last is of another kind")
        let early = limiter.expired(at: .milliseconds(999))
        #expect(early.isEmpty)
        #expect(limiter.holdsBack)
        let ended = limiter.expired(at: .seconds(1))
        #expect(ended.map(\.last) == [3])
        #expect(ended.map(\.count) == [2])
        #expect(!limiter.holdsBack)
        let next = limiter.admits(5, kind: "a", at: .seconds(1))
        #expect(next)
    }

    @Test func `an error that comes alone is told alone`() {
        var limiter = BurstLimiter<Int>()
        let first = limiter.admits(1, kind: "a", at: .zero)
        let ended = limiter.expired(at: .seconds(2))
        let second = limiter.admits(2, kind: "a", at: .seconds(2))
        #expect(first && second && ended.isEmpty)
    }
}
