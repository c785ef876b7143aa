/// The key of everything stored encrypted: `CALLLOG_DATA_KEY`, or derived from the server secret. It never prints.
public struct DataKey: Sendable {
    /// Shorter texts are refused: they would be the weakest part.
    public static let minimumInBytes = 32

    /// Names the key in the blobs it sealed; tells nothing about it.
    let identifier: [UInt8]
    let cipher: AuthenticatedCipher

    /// - Parameter text: At least 32 bytes of UTF-8.
    public init(_ text: String) throws(KeyError) {
        guard text.utf8.count >= Self.minimumInBytes else { throw .tooShort(minimumInBytes: Self.minimumInBytes) }
        try self.init(material: SecretBytes(Array(text.utf8)))
    }

    /// The key of an installation that sets no data key of its own.
    public init(derivedFrom secret: ServerSecret) throws(KeyError) {
        try self.init(material: try KeyLabel.derivedDataKey.key(from: secret.material))
    }

    private init(material: SecretBytes) throws(KeyError) {
        let key = try KeyLabel.dataAtRest.key(from: material)
        do throws(LibCryptoError) {
            cipher = try AuthenticatedCipher(key: key)
            identifier = Array(
                try SHA256Digest().digest(KeyLabel.dataKeyIdentifier.bytes + key.bytes).prefix(
                    SecretBox.identifierByteCount
                )
            )
        } catch {
            throw .unavailable
        }
    }
}
