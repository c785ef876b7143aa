import CallLog
import Testing

@testable import SessionToken

@Suite struct SecretBoxTests {
    private static let context = "users|pipedrive|777-4242-pipedrive|access_token"
    private let key: DataKey
    private let box: SecretBox

    init() throws {
        key = try DataKey("a data key of more than 32 bytes, indeed")
        box = SecretBox(current: key)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 300, 100_000]) func `what is sealed opens`(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let blob = try box.seal(content, context: Self.context)
        #expect(blob.count == count + SecretBox.overheadInBytes)
        #expect(try box.open(blob, context: Self.context) == content)
        #expect(box.isCurrent(blob))
    }

    @Test func `a blob is a version, the key's name, the nonce, the ciphertext and the tag`() throws {
        let nonce = Array(UInt8(1)...12)
        let blob = try SecretBox(current: key, random: FixedRandom(pattern: nonce)).seal([7, 8, 9], context: "c")
        let sealed = try key.cipher.seal([7, 8, 9], nonce: nonce, authenticating: Array("c".utf8))
        #expect(blob == [1] + key.identifier + nonce + sealed.ciphertext + sealed.tag)
        #expect(key.identifier.count == 4)
    }

    @Test func `changing any bit of a blob is noticed`() throws {
        let blob = try box.seal(Array("secret".utf8), context: Self.context)
        for index in blob.indices {
            for bit in 0..<8 {
                var altered = blob
                altered[index] ^= 1 << bit
                #expect(throws: SealingError.self) { try box.open(altered, context: Self.context) }
            }
        }
    }

    @Test func `a cut or lengthened blob is refused`() throws {
        let blob = try box.seal(Array("secret".utf8), context: Self.context)
        for length in 0..<blob.count {
            #expect(throws: SealingError.self) { try box.open(Array(blob.prefix(length)), context: Self.context) }
        }
        #expect(throws: SealingError.notAuthentic) { try box.open(blob + [0], context: Self.context) }
        #expect(throws: SealingError.malformed) { try box.open([], context: Self.context) }
        #expect(!box.isCurrent([]) && !box.isCurrent(Array(blob.prefix(SecretBox.overheadInBytes - 1))))
    }

    @Test func `two rows' blobs cannot be swapped`() throws {
        let contexts = ["users|p|1|access_token", "users|p|2|access_token", "users|p|1|refresh_token", ""]
        for context in contexts {
            let blob = try box.seal(Array("secret".utf8), context: context)
            for other in contexts where other != context {
                #expect(throws: SealingError.notAuthentic) { try box.open(blob, context: other) }
            }
        }
    }

    @Test func `after a key change old blobs open with the previous key and are no longer current`() throws {
        let old = try box.seal([1, 2, 3], context: Self.context)
        let newKey = try DataKey("another data key of more than 32 bytes")
        let changed = SecretBox(current: newKey, previous: [key])
        #expect(try changed.open(old, context: Self.context) == [1, 2, 3])
        #expect(!changed.isCurrent(old))
        let new = try changed.seal([4], context: Self.context)
        #expect(changed.isCurrent(new) && !box.isCurrent(new))
        #expect(throws: SealingError.unknownKey) { try box.open(new, context: Self.context) }
        #expect(throws: SealingError.unknownKey) { try SecretBox(current: newKey).open(old, context: Self.context) }
    }

    @Test func `no nonce comes twice in 100000 blobs`() throws {
        var nonces: Set<[UInt8]> = []
        for _ in 0..<100_000 {
            nonces.insert(Array(try box.seal([], context: "")[5..<17]))
        }
        #expect(nonces.count == 100_000)
    }

    @Test func `without random bytes nothing is sealed`() {
        let box = SecretBox(current: key, random: EmptyRandom())
        #expect(throws: SealingError.unavailable) { try box.seal([1], context: "") }
    }

    @Test func `a derived data key is stable, and not the one a data key of the same text gives`() throws {
        let secret = try ServerSecret(Fixture.secret)
        let blob = try SecretBox(current: DataKey(derivedFrom: secret)).seal([1], context: "")
        #expect(try SecretBox(current: DataKey(derivedFrom: secret)).open(blob, context: "") == [1])
        let sameText = SecretBox(current: try DataKey(Fixture.secret))
        #expect(throws: SealingError.unknownKey) { try sameText.open(blob, context: "") }
    }
}
