import CallLog
import Testing

@testable import SessionToken

/// Every token here is authentic: only its claims can be the reason for a refusal. `now` is 1800000000.
@Suite struct SessionClaimsTests {
    private let coder: SessionTokenCoder

    init() throws { coder = try Fixture.coder() }

    private func verify(_ payload: String) throws -> SessionClaims {
        let encrypted = Result { try coder.verify(Fixture.encryptedToken(payload: payload), now: Fixture.now) }
        let signed = Result { try coder.verify(Fixture.signedToken(payload: payload), now: Fixture.now) }
        switch (encrypted, signed) {
        case (.success(var first), .success(let second)):
            first.form = .signed
            #expect(first == second)
        case (.failure(let first as SessionTokenError), .failure(let second as SessionTokenError)):
            #expect(first.description == second.description)
        default:
            Issue.record("the two forms disagree: \(encrypted), \(signed)")
        }
        return try signed.get()
    }

    private func payload(_ times: String) -> String { #"{"id":"u","platform":"p",\#(times)}"# }

    @Test(arguments: [
        #""exp":1800000001"#, #""exp":1800000000.001"#, #""exp":5500360800"#, #""exp":5500360800.0"#, #""exp":5.5e9"#,
        #""exp":8640000000000"#, #""exp":1800000001,"iat":1800000060"#, #""exp":1800000001,"nbf":1800000060"#,
        #""exp":1800000001,"iat":1800000059.999,"nbf":-1"#, #""exp":1800000001,"iat":0"#,
        #""exp":1800000001,"iat":-1e3"#,
        #""exp":1800000001,"extra":{"nested":[1,2,3]},"rcUserNumber":"+1""#,
    ])
    func `a token is valid until exp, and a minute before iat and nbf`(times: String) throws {
        #expect(try verify(payload(times)).userID == "u")
    }

    @Test(arguments: [
        #""exp":1800000000"#, #""exp":1799999999"#, #""exp":1799999999.999"#, #""exp":0"#, #""exp":-1"#, #""exp":-0.0"#,
        #""exp":1e-999"#, #""exp":-8640000000000"#, #""exp":1800000000,"iat":1799999000"#,
    ])
    func `an expired token is refused without any tolerance`(times: String) {
        let error = #expect(throws: SessionTokenError.self) { try verify(payload(times)) }
        guard case .expired(let claims) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(claims.userID == "u" && claims.expiresAt <= Fixture.now)
    }

    @Test(arguments: [
        #""exp":"5500360800""#, #""exp":null"#, #""exp":true"#, #""exp":[5500360800]"#, #""exp":{}"#, #""exp":1e999"#,
        #""exp":-1e999"#, #""exp":1e300"#, #""exp":8640000000001"#, #""exp":9223372036854775807"#,
        #""exp":18446744073709551616"#, #""exp":NaN"#, #""exp":Infinity"#, #""exp":05500360800"#, #""exp":+5500360800"#,
        #""exp":0x7fffffff"#, #""exp":"#, #""Exp":5500360800"#, #""iat":1800000000"#,
        #""exp":5500360800,"exp":5500360800"#, #""exp":5500360800,"\u0065xp":1"#, #""exp":5500360800,"id":"v""#,
        #""exp":5500360800,"iat":"1800000000""#, #""exp":5500360800,"iat":null"#, #""exp":5500360800,"iat":1e300"#,
        #""exp":5500360800,"iat":false"#, #""exp":5500360800,"nbf":"0""#, #""exp":5500360800,"nbf":null"#,
        #""exp":5500360800,"nbf":{}"#, #""exp":5500360800,"nbf":-1e300"#, #""exp":5500360800,"ver":"""#,
        #""exp":5500360800,"ver":1"#, #""exp":5500360800,"ver":null"#, #""exp":1,"nbf":"x""#,
    ])
    func `times that are missing, of another type or out of range are malformed`(times: String) {
        #expect(throws: SessionTokenError.malformed) { try verify(payload(times)) }
    }

    @Test(arguments: [
        #""exp":5500360800,"nbf":1800000061"#, #""exp":5500360800,"iat":1800000061"#,
        #""exp":5500360800,"nbf":5500360800"#,
        #""exp":5500360800,"iat":1800000060.001"#, #""exp":5500360800,"iat":8640000000000"#,
    ])
    func `a token from the future is not valid yet`(times: String) {
        #expect(throws: SessionTokenError.notYetValid) { try verify(payload(times)) }
    }

    @Test(arguments: [
        #"{"platform":"p","exp":5500360800}"#, #"{"id":"u","exp":5500360800}"#,
        #"{"id":"","platform":"p","exp":5500360800}"#,
        #"{"id":"u","platform":"","exp":5500360800}"#, #"{"id":7,"platform":"p","exp":5500360800}"#,
        #"{"id":"u","platform":null,"exp":5500360800}"#, #"{"id":["u"],"platform":"p","exp":5500360800}"#,
        #"{"id":"\u0000","platform":"p","exp":5500360800}"#, #"{"ID":"u","platform":"p","exp":5500360800}"#,
        #"{"id":"\#(String(repeating: "x", count: 256))","platform":"p","exp":5500360800}"#,
        #"{"id":"u","platform":"\#(String(repeating: "é", count: 128))","exp":5500360800}"#,
        "", "{}", "[]", "null", #""text""#, "5500360800", #"{"id":"u","platform":"p","exp":5500360800} {}"#,
        #"{"id":"u","platform":"p","exp":5500360800"#, #"[{"id":"u","platform":"p","exp":5500360800}]"#,
    ])
    func `claims without a usable id and platform are malformed`(payload: String) {
        #expect(throws: SessionTokenError.malformed) { try verify(payload) }
    }

    @Test func `texts of 255 bytes are the longest`() throws {
        let text = String(repeating: "x", count: 255)
        let claims = try verify(#"{"id":"\#(text)","platform":"\#(text)","exp":5500360800,"ver":"\#(text)"}"#)
        #expect(claims.userID.rawValue == text && claims.platform.rawValue == text && claims.sessionVersion == text)
    }

    @Test func `fractions of a second are kept to the millisecond`() throws {
        let claims = try verify(payload(#""exp":1800000100.5,"iat":1799999999.25"#))
        #expect(claims.expiresAt.milliseconds == 1_800_000_100_500)
        #expect(claims.issuedAt?.milliseconds == 1_799_999_999_250)
    }

    @Test func `claims are not read before the token is known to be authentic`() throws {
        let token = try Fixture.signedToken(payload: "no JSON at all", key: "another secret")
        #expect(throws: SessionTokenError.forged) { try coder.verify(token, now: Fixture.now) }
    }
}
