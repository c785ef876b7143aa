import Testing

@testable import SessionToken

/// Published vectors: a wrongly wrapped call shows here first.
@Suite struct LibCryptoTests {
    @Test func `SHA-256 gives the digests of FIPS 180`() throws {
        let sha256 = try SHA256Digest()
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Hexadecimal.text(try sha256.digest([])) == empty)
        #expect(Hexadecimal.text(try sha256.digest(Array("abc".utf8))) == abc)
    }

    @Test func `HMAC gives the codes of RFC 4231, also for a key longer than a block`() throws {
        let short = try MessageAuthenticator(key: Array("Jefe".utf8))
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        for _ in 0..<3 {
            let code = try short.code(for: Array("what do ya want for nothing?".utf8)[...])
            #expect(Hexadecimal.text(code) == expected)
        }
        let long = try MessageAuthenticator(key: [UInt8](repeating: 0xAA, count: 131))
        let code = try long.code(for: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)[...])
        #expect(Hexadecimal.text(code) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `HMAC signs the example of RFC 7515 appendix A 1`() throws {
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
        let input =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9le"
            + "GFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let authenticator = try MessageAuthenticator(key: try #require(Base64URL.decode(Array(key.utf8)[...])))
        let code = Base64URL.encode(try authenticator.code(for: Array(input.utf8)[...]))
        #expect(String(decoding: code, as: UTF8.self) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test func `HKDF gives the keys of RFC 5869 appendix A 1 to 3`() throws {
        let first = try LibCrypto.hkdf(
            [UInt8](repeating: 0x0B, count: 22),
            salt: Array(0x00...0x0C),
            info: Array(0xF0...0xF9),
            count: 42
        )
        #expect(
            Hexadecimal.text(first)
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        )
        let second = try LibCrypto.hkdf(
            Array(0x00...0x4F),
            salt: Array(0x60...0xAF),
            info: Array(0xB0...0xFF),
            count: 82
        )
        #expect(
            Hexadecimal.text(second)
                == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        )
        let third = try LibCrypto.hkdf([UInt8](repeating: 0x0B, count: 22), info: [], count: 42)
        #expect(
            Hexadecimal.text(third)
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        )
    }

    struct GCMCase: Sendable {
        var key: String
        var nonce: String
        var plaintext = ""
        var context = ""
        var ciphertext = ""
        var tag: String
    }

    /// Test cases 13 to 16 of the GCM specification submitted to NIST.
    static let gcmCases: [GCMCase] = {
        let zeroKey = String(repeating: "00", count: 32)
        let key = String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2)
        let plaintext =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
        let ciphertext =
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        return [
            GCMCase(key: zeroKey, nonce: "000000000000000000000000", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
            GCMCase(
                key: zeroKey,
                nonce: "000000000000000000000000",
                plaintext: "00000000000000000000000000000000",
                ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
                tag: "d0d1c8a799996bf0265b98b5d48ab919"
            ),
            GCMCase(
                key: key,
                nonce: "cafebabefacedbaddecaf888",
                plaintext: plaintext,
                ciphertext: ciphertext,
                tag: "b094dac5d93471bdec1a502270e3cc6c"
            ),
            GCMCase(
                key: key,
                nonce: "cafebabefacedbaddecaf888",
                plaintext: String(plaintext.prefix(120)),
                context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                ciphertext: String(ciphertext.prefix(120)),
                tag: "76fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ]
    }()

    @Test(arguments: gcmCases) func `AES-256-GCM gives the results of the NIST cases`(vector: GCMCase) throws {
        let cipher = try AuthenticatedCipher(key: SecretBytes(bytes(hex: vector.key)))
        let nonce = bytes(hex: vector.nonce)
        let context = bytes(hex: vector.context)
        let sealed = try cipher.seal(bytes(hex: vector.plaintext), nonce: nonce, authenticating: context)
        #expect(Hexadecimal.text(sealed.ciphertext) == vector.ciphertext)
        #expect(Hexadecimal.text(sealed.tag) == vector.tag)
        let opened = try cipher.opened(sealed, nonce, context)
        #expect(opened == bytes(hex: vector.plaintext))
    }

    @Test(arguments: [0, 1, 8]) func `a context serves one message after the other, whether it is kept or not`(
        slots: Int
    ) throws {
        let cipher = try AuthenticatedCipher(key: SecretBytes(Array(0..<32)), slots: slots)
        for round in UInt8(0)..<100 {
            let nonce = [round] + [UInt8](repeating: 7, count: 11)
            let text = [UInt8](repeating: round, count: Int(round))
            let fresh = try AuthenticatedCipher(key: SecretBytes(Array(0..<32)), slots: 0)
            let sealed = try cipher.seal(text, nonce: nonce, authenticating: [round])
            let expected = try fresh.seal(text, nonce: nonce, authenticating: [round])
            #expect(sealed == expected)
            #expect(try cipher.opened(sealed, nonce, [round &+ 1]) == nil)
            #expect(try cipher.opened(sealed, nonce, [round]) == text)
        }
    }

    @Test func `a nonce or tag of another length opens nothing`() throws {
        let cipher = try AuthenticatedCipher(key: SecretBytes(Array(0..<32)))
        let nonce = Array(UInt8(0)..<12)
        let sealed = try cipher.seal([1, 2, 3], nonce: nonce, authenticating: [])
        #expect(try cipher.opened(sealed, nonce) == [1, 2, 3])
        for length in 0..<16 {
            let tag = Array(sealed.tag.prefix(length))
            #expect(try cipher.opened((sealed.ciphertext, tag), nonce) == nil)
        }
        for altered in [[], Array(nonce.dropLast()), nonce + [0]] {
            #expect(try cipher.opened(sealed, altered) == nil)
            #expect(throws: LibCryptoError.self) { try cipher.seal([1], nonce: altered, authenticating: []) }
        }
    }

    @Test(arguments: [0, 16, 31, 33, 64]) func `a key of another length makes no cipher`(count: Int) {
        #expect(throws: LibCryptoError.self) {
            try AuthenticatedCipher(key: SecretBytes([UInt8](repeating: 1, count: count)))
        }
    }

    @Test func `comparing looks at every byte`() {
        let bytes = Array(UInt8(0)..<32)
        #expect(LibCrypto.areEqual(bytes, bytes))
        #expect(LibCrypto.areEqual([], []))
        #expect(!LibCrypto.areEqual(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!LibCrypto.areEqual(bytes, other))
        }
    }

    @Test func `many threads share one key`() async throws {
        let authenticator = try MessageAuthenticator(key: Array("Jefe".utf8))
        let cipher = try AuthenticatedCipher(key: SecretBytes(Array(0..<32)))
        let expected = try authenticator.code(for: [1, 2, 3])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in UInt8(0)..<8 {
                group.addTask {
                    for round in 0..<500 {
                        let nonce = [task, UInt8(round & 255), UInt8(round >> 8)] + [UInt8](repeating: 0, count: 9)
                        let sealed = try cipher.seal([task], nonce: nonce, authenticating: [])
                        let opened = try cipher.opened(sealed, nonce)
                        guard try authenticator.code(for: [1, 2, 3]) == expected, opened == [task] else { return false }
                    }
                    return true
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

extension AuthenticatedCipher {
    fileprivate func opened(
        _ sealed: (ciphertext: [UInt8], tag: [UInt8]),
        _ nonce: [UInt8],
        _ context: [UInt8] = []
    ) throws(LibCryptoError) -> [UInt8]? {
        try open(sealed.ciphertext[...], nonce: nonce[...], tag: sealed.tag[...], authenticating: context[...])
    }
}
