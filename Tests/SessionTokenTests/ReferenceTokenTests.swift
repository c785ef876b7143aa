import CallLog
import Testing

@testable import SessionToken

/// The test vectors of contract 2.7, made by the reference.
@Suite struct ReferenceTokenTests {
    private static let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    private static let valid =
        header + "eyJpZCI6InRlc3RVc2VySWQiLCJwbGF0Zm9ybSI6InRlc3RDUk0iLCJpYXQiOjE3MTM0NDg4MDAsImV4cCI6NDEwMjQ0NDgwMH0"
        + ".Co2IFOcLDbG4SaSjpR2eTtBRAr5753T-a6NLcr_UlAs"
    private static let expired =
        header + "eyJpZCI6InRlc3RVc2VySWQiLCJwbGF0Zm9ybSI6InRlc3RDUk0iLCJpYXQiOjE3MTM0NDg4MDAsImV4cCI6MTcxNDY1ODQwMH0"
        + ".DCe1XLIzOjQf2FCzKvb2dCi2cRYMoUdlfzWJ8XNBm48"
    private static let april2024 =
        header + "eyJpZCI6InRlc3RVc2VySWQiLCJyY1VzZXJOdW1iZXIiOiIrMTY1MDU1NTAxMDAiLCJwbGF0Zm9ybSI6InRlc3RDUk0iLCJpYXQi"
        + "OjE3MTM0NDg4MDAsImV4cCI6NTUwMDM2MDgwMH0.o6OVorD3ulKcvMhNDbp56jqp3Qy_S2trjz7x9KDgaeA"
    private static let claims = SessionClaims(
        userID: "testUserId",
        platform: "testCRM",
        issuedAt: Timestamp(seconds: 1_713_448_800),
        expiresAt: Timestamp(seconds: 4_102_444_800),
        sessionVersion: nil,
        form: .signed
    )
    private let coder: SessionTokenCoder

    init() throws { coder = try Fixture.coder("testSecretKey") }

    @Test func `the token valid until 2100 verifies`() throws {
        #expect(try coder.verify(Self.valid, now: Fixture.now) == Self.claims)
    }

    @Test func `the token of April 2024 verifies, with its extra claim and its 120 years`() throws {
        var claims = Self.claims
        claims.expiresAt = Timestamp(seconds: 5_500_360_800)
        #expect(try coder.verify(Self.april2024, now: Fixture.now) == claims)
    }

    @Test func `the expired token is refused, but says whose it was`() throws {
        var claims = Self.claims
        claims.expiresAt = Timestamp(seconds: 1_714_658_400)
        #expect(throws: SessionTokenError.expired(claims)) { try coder.verify(Self.expired, now: Fixture.now) }
    }

    @Test func `the same claims are signed to the same token, byte for byte`() throws {
        #expect(try coder.issue(Self.claims) == Self.valid)
    }

    @Test func `another secret refuses it, even one that differs by a single bit`() throws {
        for secret in ["testSecretKez", "testSecretKeY", "testSecretKey ", "testSecretKe"] {
            let other = try Fixture.coder(secret)
            #expect(throws: SessionTokenError.forged) { try other.verify(Self.valid, now: Fixture.now) }
        }
    }
}
