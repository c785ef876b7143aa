/// What a key is for, mixed into it by HKDF, so that no two uses share a key.
///
/// A label is part of the data format: changing one makes everything made with it unreadable.
enum KeyLabel: String {
    /// Encrypts session tokens; from the server secret.
    case sessionToken = "calllog session token A256GCM v1"
    /// Stands in for an absent data key; from the server secret.
    case derivedDataKey = "calllog data key from server secret v1"
    /// Encrypts stored values; from the data key.
    case dataAtRest = "calllog data at rest A256GCM v1"
    /// Names a data key in a blob, by the start of a SHA-256 over this and the key.
    case dataKeyIdentifier = "calllog data key identifier v1"
    /// Stands in for an absent hash key; from the server secret.
    case identifierHash = "calllog identifier hash key from server secret v1"

    var bytes: [UInt8] { Array(rawValue.utf8) }

    /// A key of 32 bytes for this use.
    func key(from material: SecretBytes) throws(KeyError) -> SecretBytes {
        do throws(LibCryptoError) {
            return SecretBytes(
                try LibCrypto.hkdf(material.bytes, info: bytes, count: AuthenticatedCipher.keyByteCount)
            )
        } catch {
            throw .unavailable
        }
    }
}
