import CallLog

@testable import SessionToken

/// Gives the bytes it was told to, over and over.
struct FixedRandom: RandomSource {
    let pattern: [UInt8]

    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { pattern[$0 % pattern.count] } }
}

/// A source that has run dry.
struct EmptyRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { [] }
}

enum Fixture {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let year = Duration.seconds(31_536_000)
    static let secret = "0123456789abcdef0123456789ABCDEF"

    static let claims = SessionClaims(
        userID: "777-4242-pipedrive",
        platform: "pipedrive",
        issuedAt: now,
        expiresAt: now + year,
        sessionVersion: "d1b6f0a2c4e8"
    )

    static func coder(_ secret: String = secret) throws -> SessionTokenCoder {
        try SessionTokenCoder(secret: ServerSecret(unchecked: secret))
    }

    /// A JWS that is authentic under `key`, whatever its header and payload say.
    static func signedToken(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#,
        payload: String,
        key: String = secret
    ) throws -> String {
        try signedToken(header: Array(header.utf8), payload: Array(payload.utf8), key: key)
    }

    static func signedToken(header: [UInt8], payload: [UInt8], key: String = secret) throws -> String {
        let input = base64(header) + "." + base64(payload)
        let code = try MessageAuthenticator(key: Array(key.utf8)).code(for: Array(input.utf8)[...])
        return input + "." + base64(code)
    }

    /// A JWE that is authentic under the key of ``secret``, whatever its header and payload say.
    static func encryptedToken(header: String = #"{"alg":"dir","enc":"A256GCM"}"#, payload: String) throws -> String {
        let key = try KeyLabel.sessionToken.key(from: SecretBytes(Array(secret.utf8)))
        let nonce = SystemRandom().bytes(12)
        let header = base64(Array(header.utf8))
        let sealed = try AuthenticatedCipher(key: key).seal(
            Array(payload.utf8),
            nonce: nonce,
            authenticating: Array(header.utf8)
        )
        return [header, "", base64(nonce), base64(sealed.ciphertext), base64(sealed.tag)].joined(separator: ".")
    }

    static func base64(_ bytes: [UInt8]) -> String { String(decoding: Base64URL.encode(bytes), as: UTF8.self) }
}

func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}
