import CallLog
import Testing

@testable import SessionToken

@Suite struct SessionTokenCoderTests {
    private let coder: SessionTokenCoder
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ".utf8)

    init() throws { coder = try Fixture.coder() }

    private func claims(_ form: SessionClaims.Form) -> SessionClaims {
        var claims = Fixture.claims
        claims.form = form
        return claims
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `what is issued verifies to the same claims`(form: SessionClaims.Form) throws {
        var claims = claims(form)
        #expect(try coder.verify(try coder.issue(claims), now: Fixture.now) == claims)
        claims.sessionVersion = nil
        claims.issuedAt = nil
        claims.userID = "Zoë \"\\\n\u{1F4DE}"
        #expect(try coder.verify(try coder.issue(claims), now: Fixture.now) == claims)
    }

    @Test func `an encrypted token shows nothing of its claims and is never the same twice`() throws {
        let token = try coder.issue(Fixture.claims)
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.map(\.count).prefix(3) == [39, 0, 16])
        for part in parts {
            let text = String(decoding: try #require(Base64URL.decode(Array(part.utf8)[...])), as: UTF8.self)
            #expect(!text.contains("pipedrive") && !text.contains("4242"))
        }
        #expect(try coder.issue(Fixture.claims) != token)
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `changing any byte of a token makes it worthless`(form: SessionClaims.Form) throws {
        let token = Array(try coder.issue(claims(form)).utf8)
        for index in token.indices {
            for replacement in Self.alphabet where replacement != token[index] {
                var altered = token
                altered[index] = replacement
                let text = String(decoding: altered, as: UTF8.self)
                #expect(throws: SessionTokenError.self, "byte \(index)") { try coder.verify(text, now: Fixture.now) }
            }
        }
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `a cut or lengthened token is refused`(form: SessionClaims.Form) throws {
        let token = try coder.issue(claims(form))
        for length in 0..<token.count {
            #expect(throws: SessionTokenError.self) { try coder.verify(String(token.prefix(length)), now: Fixture.now) }
        }
        for tail in ["A", "AA", "AAAA", "=", "==", ".", ".A", "\n", " ", "\0", "%00", "é"] {
            #expect(throws: SessionTokenError.self) { try coder.verify(token + tail, now: Fixture.now) }
            #expect(throws: SessionTokenError.self) { try coder.verify(tail + token, now: Fixture.now) }
        }
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `a part too few, too many or empty is malformed`(form: SessionClaims.Form) throws {
        let parts = try coder.issue(claims(form)).split(separator: ".", omittingEmptySubsequences: false).map(
            String.init
        )
        for index in parts.indices {
            var fewer = parts
            fewer.remove(at: index)
            var more = parts
            more.insert("QUFBQQ", at: index)
            for altered in [fewer, more] {
                let text = altered.joined(separator: ".")
                #expect(throws: SessionTokenError.malformed) { try coder.verify(text, now: Fixture.now) }
            }
            var emptied = parts
            emptied[index] = ""
            guard emptied != parts else { continue }
            let text = emptied.joined(separator: ".")
            #expect(throws: SessionTokenError.self) { try coder.verify(text, now: Fixture.now) }
        }
    }

    @Test func `an encrypted key is refused where there must be none`() throws {
        var parts = try coder.issue(Fixture.claims).split(separator: ".", omittingEmptySubsequences: false)
        parts[1] = "QUFBQQ"
        let text = parts.joined(separator: ".")
        #expect(throws: SessionTokenError.malformed) { try coder.verify(text, now: Fixture.now) }
    }

    @Test func `a tag cut to 12 bytes is refused`() throws {
        var parts = try coder.issue(Fixture.claims).split(separator: ".", omittingEmptySubsequences: false)
        parts[4] = parts[4].prefix(16)
        let text = parts.joined(separator: ".")
        #expect(throws: SessionTokenError.forged) { try coder.verify(text, now: Fixture.now) }
    }

    @Test func `parts of two authentic tokens do not mix`() throws {
        for form in SessionClaims.Form.allCases {
            var other = claims(form)
            other.userID = "778-4242-pipedrive"
            let first = try coder.issue(claims(form)).split(separator: ".", omittingEmptySubsequences: false)
            let second = try coder.issue(other).split(separator: ".", omittingEmptySubsequences: false)
            for index in first.indices where first[index] != second[index] {
                var mixed = first
                mixed[index] = second[index]
                let text = mixed.joined(separator: ".")
                #expect(throws: SessionTokenError.forged) { try coder.verify(text, now: Fixture.now) }
            }
        }
    }

    @Test(arguments: SessionClaims.Form.allCases)
    func `a token of another server is forged`(form: SessionClaims.Form) throws {
        let token = try coder.issue(claims(form))
        for secret in ["0123456789abcdef0123456789ABCDEG", "1123456789abcdef0123456789ABCDEF"] {
            let other = try Fixture.coder(secret)
            #expect(throws: SessionTokenError.forged) { try other.verify(token, now: Fixture.now) }
        }
    }

    @Test(arguments: [(3011, 4096, true), (3012, 4097, false), (786_432, 1_048_657, false)])
    func `only up to 4096 bytes are read`(payloadLength: Int, tokenLength: Int, isRead: Bool) throws {
        let claims = #"{"id":"u","platform":"p","exp":5500360800}"#
        let blanks = String(repeating: " ", count: payloadLength - claims.utf8.count)
        let token = try Fixture.signedToken(payload: claims + blanks)
        #expect(token.utf8.count == tokenLength)
        if isRead {
            #expect(try coder.verify(token, now: Fixture.now).userID == "u")
        } else {
            #expect(throws: SessionTokenError.malformed) { try coder.verify(token, now: Fixture.now) }
        }
    }

    @Test(arguments: [
        "", ".", "..", "....", ".....", "a", "a.b.c", "null", "Bearer x", String(repeating: ".", count: 4096),
    ])
    func `a text that is no token is malformed`(text: String) {
        #expect(throws: SessionTokenError.malformed) { try coder.verify(text, now: Fixture.now) }
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 256), String(repeating: "é", count: 128), "a\0b",
    ])
    func `claims that would not verify are not issued`(text: String) {
        for form in SessionClaims.Form.allCases {
            var user = claims(form)
            user.userID = CRMUserID(rawValue: text)
            var platform = claims(form)
            platform.platform = Platform(rawValue: text)
            var version = claims(form)
            version.sessionVersion = text
            for claims in [user, platform, version] {
                #expect(throws: SessionTokenError.unissuable) { try coder.issue(claims) }
            }
        }
    }

    @Test func `a token that would be too long is not issued`() {
        var claims = Fixture.claims
        claims.userID = CRMUserID(rawValue: String(repeating: "\u{1}", count: 255))
        claims.platform = Platform(rawValue: String(repeating: "\u{1}", count: 255))
        claims.sessionVersion = String(repeating: "\u{1}", count: 255)
        #expect(throws: SessionTokenError.unissuable) { try coder.issue(claims) }
    }

    @Test func `a time out of range is not issued`() {
        var claims = Fixture.claims
        claims.expiresAt = Timestamp(seconds: 8_640_000_000_001)
        #expect(throws: SessionTokenError.unissuable) { try coder.issue(claims) }
        claims = Fixture.claims
        claims.issuedAt = Timestamp(seconds: -8_640_000_000_001)
        #expect(throws: SessionTokenError.unissuable) { try coder.issue(claims) }
    }

    @Test func `without random bytes nothing is encrypted`() throws {
        let coder = try SessionTokenCoder(secret: ServerSecret(Fixture.secret), random: EmptyRandom())
        #expect(throws: SessionTokenError.unavailable) { try coder.issue(Fixture.claims) }
    }

    @Test func `neither a coder nor a refusal prints a secret`() throws {
        var dumped = ""
        dump(coder, to: &dumped)
        dump(try ServerSecret(Fixture.secret), to: &dumped)
        dump(try DataKey(Fixture.secret), to: &dumped)
        dump(try IdentifierHash(key: Fixture.secret), to: &dumped)
        dumped += "\(coder)" + String(reflecting: coder) + "\(try ServerSecret(Fixture.secret))"
        #expect(!dumped.contains(Fixture.secret))
        #expect(!"\(SessionTokenError.expired(Fixture.claims))".contains("4242"))
    }
}
