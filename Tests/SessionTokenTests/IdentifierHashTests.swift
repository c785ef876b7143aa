import Testing

@testable import SessionToken

@Suite struct IdentifierHashTests {
    @Test(arguments: [
        ("4002", "b506de53c2eff6f4b4d1a271ffdbb415de555f103aa401a4aba568112be1ff29"),
        ("4001", "02e4d0c39ce21424e58884e3716ae7ee776390e23224f606a8b9bb8830a73ae4"),
    ])
    func `extensions are hashed as the reference does`(identifier: String, expected: String) throws {
        #expect(try IdentifierHash(key: "testHashKey").hash(identifier) == expected)
    }

    @Test func `an empty key is refused`() {
        #expect(throws: KeyError.empty) { try IdentifierHash(key: "") }
    }

    @Test func `a derived key is the hexadecimal text of the derivation, and stable`() throws {
        let secret = try ServerSecret(Fixture.secret)
        let key = Hexadecimal.text(try KeyLabel.identifierHash.key(from: secret.material).bytes)
        #expect(key.count == 64)
        #expect(try IdentifierHash(derivedFrom: secret).hash("4002") == IdentifierHash(key: key).hash("4002"))
    }

    @Test func `a digest is plain SHA-256`() throws {
        let digest = try IdentifierHash(key: "any").digest(Array("abc".utf8))
        #expect(Hexadecimal.text(digest) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
