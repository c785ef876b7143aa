import CallLog
import Testing

@testable import SessionToken

@Suite struct SessionRenewalTests {
    private static let day = Duration.seconds(86_400)
    private let coder: SessionTokenCoder

    init() throws {
        coder = try SessionTokenCoder(secret: ServerSecret(Fixture.secret), defaultLife: .seconds(1000))
    }

    private func claims(left: Duration, life: Duration?, form: SessionClaims.Form = .encrypted) -> SessionClaims {
        var claims = Fixture.claims
        claims.form = form
        claims.expiresAt = Fixture.now + left
        claims.issuedAt = life.map { claims.expiresAt - $0 }
        return claims
    }

    @Test(arguments: [Self.day * 7, Self.day, .seconds(1), .milliseconds(1)])
    func `in the last seven days a session is renewed for the life it had`(left: Duration) throws {
        let claims = claims(left: left, life: Self.day * 14)
        let renewed = try #require(coder.renewed(claims, now: Fixture.now))
        #expect(renewed.issuedAt == Fixture.now)
        #expect(renewed.expiresAt == Fixture.now + Self.day * 14)
    }

    @Test(arguments: [Self.day * 7 + .milliseconds(1), Self.day * 300, .zero, .milliseconds(-1), Self.day * -1])
    func `earlier, and once it has expired, it is not`(left: Duration) {
        #expect(coder.renewed(claims(left: left, life: Self.day * 365), now: Fixture.now) == nil)
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `user, platform, form and version stay`(form: SessionClaims.Form) throws {
        let claims = claims(left: Self.day, life: Self.day * 365, form: form)
        let renewed = try #require(coder.renewed(claims, now: Fixture.now))
        var expected = claims
        expected.issuedAt = renewed.issuedAt
        expected.expiresAt = renewed.expiresAt
        #expect(renewed == expected)
        #expect(try coder.verify(try coder.issue(renewed), now: Fixture.now) == renewed)
    }

    @Test(arguments: [nil, Duration.zero, .seconds(-30)])
    func `a session that does not tell its life gets the default one`(life: Duration?) throws {
        let renewed = try #require(coder.renewed(claims(left: Self.day, life: life), now: Fixture.now))
        #expect(renewed.expiresAt == Fixture.now + .seconds(1000))
    }

    @Test func `a renewed session starts at a whole second, as its token says`() throws {
        let now = Fixture.now + .milliseconds(999)
        let renewed = try #require(coder.renewed(claims(left: Self.day, life: Self.day * 14), now: now))
        #expect(renewed.issuedAt == Fixture.now)
        #expect(try coder.verify(try coder.issue(renewed), now: now) == renewed)
    }
}
