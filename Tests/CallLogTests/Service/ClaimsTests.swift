import Testing

@testable import CallLog

/// Who may act on a row.
struct ClaimsTests {
    @Test func `a clock that is set back locks nobody out of a logged call`() async throws {
        let bench = ClaimsBench()
        let claim = try await bench.claim("1")
        guard case .settled = try await bench.claims.settle(claim, .done("10")) else {
            Issue.record("not settled")
            return
        }
        bench.time.advance(by: .seconds(-3600))
        let (lease, _) = try #require(try await bench.claims.lease(claim.key))
        #expect(try await bench.claims.lease(claim.key) == nil, "it is held now")
        try await bench.claims.release(lease)
        bench.time.advance(by: .seconds(-3600))
        #expect(try await bench.claims.lease(claim.key) != nil)
    }

    @Test func `a late owner does not take a record that an alike call adopted`() async throws {
        let bench = ClaimsBench()
        let late = try await bench.claim("1")
        bench.time.advance(by: bench.policy.stampLife + bench.policy.lease)
        let other = try await bench.claim("2")
        guard
            case .adopted("10", _) = try await bench.claims.adopt(
                other,
                from: FoundCallLogs(["10"]),
                trustedSession: false
            )
        else {
            Issue.record("what the late owner wrote was free")
            return
        }
        let successor = try #require(try await bench.claims.takeOver(late.key))
        _ = try await bench.claims.settle(successor.claim, .failed(reason: "refused"))
        guard case .lost = try await bench.claims.settle(late, .done("10")) else {
            Issue.record("two calls hold one record")
            return
        }
        guard case .settled = try await bench.claims.settle(late, .done("11")) else {
            Issue.record("a record of one's own is real")
            return
        }
    }

    @Test func `a stamp is written once the claim's own is over, and by its holder alone`() async throws {
        let bench = ClaimsBench()
        let claim = try await bench.claim("1")
        let announced = try await bench.claims.record(claim.key)?.lastSend
        #expect(announced == bench.time.now() + bench.policy.stampLife)
        bench.time.advance(by: bench.policy.stampLife - .milliseconds(1))
        _ = try #require(try await bench.claims.stamp(claim))
        #expect(try await bench.claims.record(claim.key)?.lastSend == announced)
        bench.time.advance(by: .milliseconds(1))
        _ = try #require(try await bench.claims.stamp(claim))
        #expect(try await bench.claims.record(claim.key)?.lastSend == bench.time.now())
        bench.time.advance(by: bench.policy.lease)
        #expect(try await bench.claims.stamp(claim) == nil, "the lease is over")
        let successor = try #require(try await bench.claims.takeOver(claim.key)).claim
        #expect(try await bench.claims.stamp(claim) == nil)
        #expect(try await bench.claims.stamp(successor) != nil)
        #expect(try await bench.claims.record(claim.key)?.lastSend == bench.time.now(), "a takeover carries no stamp")
    }
}
