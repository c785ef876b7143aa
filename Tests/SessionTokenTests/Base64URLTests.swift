import Testing

@testable import SessionToken

@Suite struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold, without padding`(plain: String, text: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(Base64URL.decode(Array(text.utf8)[...]) == Array(plain.utf8))
    }

    @Test func `the vector of RFC 7515 appendix C holds`() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == Array("A-z_4ME".utf8))
        #expect(Base64URL.decode(Array("A-z_4ME".utf8)[...]) == [3, 236, 255, 224, 193])
    }

    @Test func `every length and every byte comes back`() {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)[...]) == bytes)
        }
    }

    @Test(arguments: [
        "A", "AAAAA", "Zg==", "Zg=", "Zm8=", "=", "Zh", "Zm9", "QR", "QQ=A", "Zg\n", " Zg", "Z g", "Zg+A", "Zg/A",
        "Zg.A",
        "Zg\0A", "Zgé", "Ａ\u{FF21}",
    ])
    func `everything but the canonical spelling is refused`(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }

    @Test func `each two-character text has at most one meaning, and it is written back the same`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                guard let bytes = Base64URL.decode([first, second]) else { continue }
                #expect(Base64URL.encode(bytes) == [first, second])
            }
        }
    }
}
