import Testing

@testable import SessionToken

@Suite struct KeyTests {
    @Test(arguments: ["", "short", String(repeating: "ab", count: 15) + "c", "é" + String(repeating: "ab", count: 14)])
    func `a secret or data key of fewer than 32 bytes is refused`(text: String) {
        #expect(throws: KeyError.tooShort(minimumInBytes: 32)) { try ServerSecret(text) }
        #expect(throws: KeyError.tooShort(minimumInBytes: 32)) { try DataKey(text) }
    }

    @Test(arguments: [32, 33, 1000]) func `a secret of one repeated byte is refused`(count: Int) {
        #expect(throws: KeyError.oneRepeatedByte) { try ServerSecret(String(repeating: "x", count: count)) }
    }

    @Test(arguments: [String(repeating: "x", count: 31) + "y", String(repeating: "é", count: 16)])
    func `32 bytes with two values are enough`(text: String) throws {
        #expect(try ServerSecret(text).material.bytes == Array(text.utf8))
        _ = try DataKey(text)
    }

    @Test func `a refusal names no value`() {
        for error in [KeyError.empty, .tooShort(minimumInBytes: 32), .oneRepeatedByte, .unavailable] {
            #expect(!error.description.isEmpty && !error.advice.isEmpty)
        }
        let error = #expect(throws: KeyError.self) { try ServerSecret("hunter2") }
        #expect(error?.description == "is shorter than 32 bytes")
    }

    /// Derivations are part of the data format: everything stored and every token issued hangs on them.
    @Test(arguments: [
        (KeyLabel.sessionToken, "193d3b9846132ec4154ed85d565c0d1a01fed5af973de5adad053ea5573b842d"),
        (.derivedDataKey, "48295ccd141b35b2e8b431d324d6aa13ddceb624c32823ff0d880432da52fdff"),
        (.dataAtRest, "66115a5b6c70afc6575a4290bb1629e210ffc57ceffd3b2b448cf9ec76860037"),
        (.identifierHash, "e79661b65edcf64f1403234555438f61286e0d385c5bfa036aea73980a3618f2"),
    ])
    func `each label gives its own key, and always the same`(label: KeyLabel, expected: String) throws {
        let key = try label.key(from: SecretBytes(Array(Fixture.secret.utf8)))
        #expect(Hexadecimal.text(key.bytes) == expected)
    }
}
