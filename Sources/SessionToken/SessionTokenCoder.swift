import CallLog

/// Issues and verifies session tokens: encrypted ones (compact JWE, `dir`, `A256GCM`) and signed ones (compact JWS,
/// `HS256`).
///
/// Parsing is strict in every layer, and a token is authentic before one byte of its claims is read. May be used by
/// several threads at once.
public struct SessionTokenCoder: SessionTokenCoding {
    /// Longer texts are refused unread.
    public static let limitInBytes = 4096
    /// One year, because today's client cannot renew its token.
    public static let standardLife = Duration.seconds(31_536_000)

    private let authenticator: MessageAuthenticator
    private let cipher: AuthenticatedCipher
    private let defaultLife: Duration
    private let random: any RandomSource

    /// - Parameters:
    ///   - secret: Signs as it is, encrypts by a key derived from it.
    ///   - defaultLife: The life of a renewed token whose predecessor did not say when it was issued.
    ///   - random: Gives the nonces of encrypted tokens.
    public init(
        secret: ServerSecret,
        defaultLife: Duration = SessionTokenCoder.standardLife,
        random: any RandomSource = SystemRandom()
    ) throws(KeyError) {
        let key = try KeyLabel.sessionToken.key(from: secret.material)
        do throws(LibCryptoError) {
            authenticator = try MessageAuthenticator(key: secret.material.bytes)
            cipher = try AuthenticatedCipher(key: key)
        } catch {
            throw .unavailable
        }
        self.defaultLife = defaultLife
        self.random = random
    }

    /// Times are written in whole seconds, rounded down.
    public func issue(_ claims: SessionClaims) throws(SessionTokenError) -> String {
        guard let payload = claims.payload else { throw .unissuable }
        let token: [UInt8]
        do throws(LibCryptoError) {
            switch claims.form {
            case .encrypted: token = try encrypted(payload)
            case .signed: token = try signed(payload)
            }
        } catch {
            throw .unavailable
        }
        guard token.count <= Self.limitInBytes else { throw .unissuable }
        return String(decoding: token, as: UTF8.self)
    }

    public func verify(_ token: String, now: Timestamp) throws(SessionTokenError) -> SessionClaims {
        guard token.utf8.count <= Self.limitInBytes else { throw .malformed }
        let bytes = Array(token.utf8)
        var dots: [Int] = []
        dots.reserveCapacity(5)
        for index in bytes.indices where bytes[index] == Self.dot {
            dots.append(index)
            if dots.count > 4 { throw .malformed }
        }
        switch dots.count {
        case 2:
            return try SessionClaims(payload: try authenticated(bytes, dots: dots), form: .signed, now: now)
        case 4:
            return try SessionClaims(payload: try decrypted(bytes, dots: dots), form: .encrypted, now: now)
        default:
            throw .malformed
        }
    }

    public func renewed(_ claims: SessionClaims, now: Timestamp) -> SessionClaims? {
        claims.renewed(now: now, defaultLife: defaultLife)
    }
}

extension SessionTokenCoder {
    private static let dot = UInt8(ascii: ".")

    private func signed(_ payload: [UInt8]) throws(LibCryptoError) -> [UInt8] {
        let input = TokenHeader.own(for: .signed) + [Self.dot] + Base64URL.encode(payload)
        return input + [Self.dot] + Base64URL.encode(try authenticator.code(for: input[...]))
    }

    private func encrypted(_ payload: [UInt8]) throws(LibCryptoError) -> [UInt8] {
        let header = TokenHeader.own(for: .encrypted)
        let nonce = random.bytes(AuthenticatedCipher.nonceByteCount)
        let sealed = try cipher.seal(payload, nonce: nonce, authenticating: header)
        // With `dir` there is no encrypted key: its part is empty (RFC 7516 section 5.1).
        let parts = [
            header, [], Base64URL.encode(nonce), Base64URL.encode(sealed.ciphertext), Base64URL.encode(sealed.tag),
        ]
        return Array(parts.joined(separator: [Self.dot]))
    }

    /// The payload of a compact JWS: header, payload, signature (RFC 7515 section 5.2).
    private func authenticated(_ token: [UInt8], dots: [Int]) throws(SessionTokenError) -> [UInt8] {
        try checkHeader(token[..<dots[0]], form: .signed)
        guard let payload = Base64URL.decode(token[(dots[0] + 1)..<dots[1]]),
            let signature = Base64URL.decode(token[(dots[1] + 1)...])
        else { throw .malformed }
        let expected: [UInt8]
        do throws(LibCryptoError) {
            expected = try authenticator.code(for: token[..<dots[1]])
        } catch {
            throw .unavailable
        }
        guard LibCrypto.areEqual(expected, signature) else { throw .forged }
        return payload
    }

    /// The payload of a compact JWE: header, encrypted key, nonce, ciphertext, tag (RFC 7516 section 5.2). What is
    /// authenticated along is the header as received.
    private func decrypted(_ token: [UInt8], dots: [Int]) throws(SessionTokenError) -> [UInt8] {
        let header = token[..<dots[0]]
        try checkHeader(header, form: .encrypted)
        guard dots[1] == dots[0] + 1, let nonce = Base64URL.decode(token[(dots[1] + 1)..<dots[2]]),
            let ciphertext = Base64URL.decode(token[(dots[2] + 1)..<dots[3]]),
            let tag = Base64URL.decode(token[(dots[3] + 1)...])
        else { throw .malformed }
        let payload: [UInt8]?
        do throws(LibCryptoError) {
            payload = try cipher.open(ciphertext[...], nonce: nonce[...], tag: tag[...], authenticating: header)
        } catch {
            throw .unavailable
        }
        guard let payload else { throw .forged }
        return payload
    }

    private func checkHeader(_ header: ArraySlice<UInt8>, form: SessionClaims.Form) throws(SessionTokenError) {
        if header.elementsEqual(TokenHeader.own(for: form)) { return }
        guard let bytes = Base64URL.decode(header) else { throw .malformed }
        try TokenHeader.check(bytes, form: form)
    }
}
