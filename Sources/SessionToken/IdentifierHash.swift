import CallLog

/// Hashes identifiers as the reference does: SHA-256 of `<identifier>:<key>` (contract 2.7).
///
/// Not an HMAC, because the hashes that clients hold and the reference stored must stay the same.
public struct IdentifierHash: IdentifierHashing {
    private let key: SecretBytes
    private let sha256: SHA256Digest

    /// - Parameter key: `HASH_KEY`, any text but an empty one.
    public init(key: String) throws(KeyError) {
        guard !key.isEmpty else { throw .empty }
        do throws(LibCryptoError) {
            sha256 = try SHA256Digest()
        } catch {
            throw .unavailable
        }
        self.key = SecretBytes(Array(key.utf8))
    }

    /// The hash of an installation that sets no hash key of its own.
    public init(derivedFrom secret: ServerSecret) throws(KeyError) {
        try self.init(key: Hexadecimal.text(try KeyLabel.identifierHash.key(from: secret.material).bytes))
    }

    public func hash(_ identifier: String) -> String {
        Hexadecimal.text(digest(identifier.utf8 + [UInt8(ascii: ":")] + key.bytes))
    }

    public func digest(_ bytes: [UInt8]) -> [UInt8] {
        do throws(LibCryptoError) {
            return try sha256.digest(bytes)
        } catch {
            // With the algorithm at hand, a digest fails only when memory has run out, which ends the process wherever
            // else it strikes. A made-up digest would put one person's calls under another's name.
            preconditionFailure("libcrypto could not compute a digest")
        }
    }
}
