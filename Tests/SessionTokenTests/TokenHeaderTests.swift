import CallLog
import Testing

@testable import SessionToken

/// Every token here is authentic: only its header can be the reason for a refusal.
@Suite struct TokenHeaderTests {
    private static let payload = #"{"id":"u","platform":"p","exp":5500360800}"#
    private let coder: SessionTokenCoder

    init() throws { coder = try Fixture.coder() }

    @Test(arguments: [
        #"{"alg":"HS256"}"#,
        #"{"typ":"JWT","alg":"HS256"}"#,
        #" { "alg" : "HS256" , "typ" : "JWT" } "#,
        #"{"alg":"\u0048S256"}"#,
        #"{"alg":"HS256","kid":"../../x"}"#,
        #"{"alg":"HS256","kid":"' OR 1=1"}"#,
        #"{"alg":"HS256","kid":7,"cty":"text","typ":null}"#,
    ])
    func `a signed token may spell HS256 in its own way and name a key`(header: String) throws {
        let token = try Fixture.signedToken(header: header, payload: Self.payload)
        #expect(try coder.verify(token, now: Fixture.now).userID == "u")
    }

    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "", "hs256", "HS256 ", "HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA",
        "dir",
        "A256GCM", "HS256\u{301}",
    ])
    func `no other algorithm signs`(algorithm: String) throws {
        let header = #"{"alg":"\#(algorithm)","typ":"JWT"}"#
        let authentic = try Fixture.signedToken(header: header, payload: Self.payload)
        #expect(throws: SessionTokenError.unsupported) { try coder.verify(authentic, now: Fixture.now) }
        let unsigned = authentic.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(throws: SessionTokenError.unsupported) { try coder.verify(unsigned, now: Fixture.now) }
    }

    @Test(arguments: [
        #"{}"#, #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":256}"#, #"{"alg":["HS256"]}"#, #"{"alg":{"HS256":1}}"#,
        #"{"ALG":"HS256"}"#, #"{"alg":"HS256","enc":"A256GCM"}"#, #"{"alg":"dir","enc":"A256GCM"}"#,
        #"{"alg":"HS256","crit":["exp"]}"#, #"{"alg":"HS256","crit":[]}"#, #"{"alg":"HS256","b64":false}"#,
        #"{"alg":"HS256","b64":true}"#, #"{"alg":"HS256","jku":"https://evil.test/keys"}"#,
        #"{"alg":"HS256","jwk":{"kty":"oct","k":"QQ"}}"#, #"{"alg":"HS256","x5u":"https://evil.test/cert"}"#,
        #"{"alg":"HS256","x5c":["QQ"]}"#, #"{"alg":"HS256","zip":"DEF"}"#, #"{"alg":"HS256","zip":null}"#,
    ])
    func `a signed token with an unusable or dangerous header is refused`(header: String) throws {
        let token = try Fixture.signedToken(header: header, payload: Self.payload)
        #expect(throws: SessionTokenError.unsupported) { try coder.verify(token, now: Fixture.now) }
    }

    @Test(arguments: [
        "", "HS256", "[]", "null", #""HS256""#, #"{"alg":"HS256""#, #"{"alg":"HS256"}}"#, #"{"alg":"HS256",}"#,
        #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","alg":"none"}"#, #"{"alg":"HS256","\u0061lg":"HS256"}"#,
        #"{"alg":"HS256","typ":"\ud800"}"#, "{\"alg\":\"HS256\",\"typ\":\"\u{1}\"}", "\u{FEFF}{\"alg\":\"HS256\"}",
    ])
    func `a header that is no strict JSON object is malformed`(header: String) throws {
        let token = try Fixture.signedToken(header: header, payload: Self.payload)
        #expect(throws: SessionTokenError.malformed) { try coder.verify(token, now: Fixture.now) }
    }

    @Test func `a header that is no UTF-8 is malformed`() throws {
        let token = try Fixture.signedToken(
            header: Array(#"{"alg":"HS256","typ":""#.utf8) + [0xFF] + Array(#""}"#.utf8),
            payload: Array(Self.payload.utf8)
        )
        #expect(throws: SessionTokenError.malformed) { try coder.verify(token, now: Fixture.now) }
    }

    @Test(arguments: [
        #"{"enc":"A256GCM","alg":"dir"}"#, #"{"alg":"dir","enc":"A256GCM","typ":"JWT"}"#,
        #"{"alg":"dir","enc":"A256GCM","kid":"any"}"#,
    ])
    func `an encrypted token may spell its header in its own way`(header: String) throws {
        let token = try Fixture.encryptedToken(header: header, payload: Self.payload)
        #expect(try coder.verify(token, now: Fixture.now).form == .encrypted)
    }

    @Test(arguments: [
        #"{"alg":"dir"}"#, #"{"enc":"A256GCM"}"#, #"{"alg":"dir","enc":"A128GCM"}"#, #"{"alg":"dir","enc":"a256gcm"}"#,
        #"{"alg":"dir","enc":"A256CBC-HS512"}"#, #"{"alg":"A256KW","enc":"A256GCM"}"#,
        #"{"alg":"A256GCMKW","enc":"A256GCM"}"#, #"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM"}"#,
        #"{"alg":"RSA-OAEP","enc":"A256GCM"}"#, #"{"alg":"none","enc":"A256GCM"}"#, #"{"alg":["dir"],"enc":"A256GCM"}"#,
        #"{"alg":"dir","enc":["A256GCM"]}"#, #"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
        #"{"alg":"dir","enc":"A256GCM","crit":["exp"]}"#, #"{"alg":"dir","enc":"A256GCM","jwk":{}}"#,
        #"{"alg":"HS256","typ":"JWT"}"#,
    ])
    func `an encrypted token with an unusable or dangerous header is refused`(header: String) throws {
        let token = try Fixture.encryptedToken(header: header, payload: Self.payload)
        #expect(throws: SessionTokenError.unsupported) { try coder.verify(token, now: Fixture.now) }
    }

    @Test func `a public key is never taken for our secret`() throws {
        let publicKey = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL0=\n-----END PUBLIC KEY-----\n"
        let renamed = try Fixture.signedToken(header: #"{"alg":"RS256"}"#, payload: Self.payload, key: publicKey)
        #expect(throws: SessionTokenError.unsupported) { try coder.verify(renamed, now: Fixture.now) }
        let signed = try Fixture.signedToken(payload: Self.payload, key: publicKey)
        #expect(throws: SessionTokenError.forged) { try coder.verify(signed, now: Fixture.now) }
    }

    @Test func `the two keys are apart: neither form is made with the other's`() throws {
        let derived = try KeyLabel.sessionToken.key(from: SecretBytes(Array(Fixture.secret.utf8)))
        let input = Fixture.base64(Array(#"{"alg":"HS256"}"#.utf8)) + "." + Fixture.base64(Array(Self.payload.utf8))
        let code = try MessageAuthenticator(key: derived.bytes).code(for: Array(input.utf8)[...])
        #expect(throws: SessionTokenError.forged) {
            try coder.verify(input + "." + Fixture.base64(code), now: Fixture.now)
        }
    }
}
