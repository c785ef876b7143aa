/// The server's master secret, `APP_SERVER_SECRET_KEY`.
///
/// Signs HS256 tokens with its UTF-8 bytes as they are, so that tokens of the reference verify (contract 2.1). Every
/// other key is derived from it with a label of its own. It never prints.
public struct ServerSecret: Sendable {
    /// RFC 7518 section 3.2 asks for a key at least as long as the hash.
    public static let minimumInBytes = 32

    let material: SecretBytes

    /// - Throws: ``KeyError`` for a secret that is too short or is one repeated byte.
    public init(_ text: String) throws(KeyError) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.minimumInBytes else { throw .tooShort(minimumInBytes: Self.minimumInBytes) }
        guard bytes.contains(where: { $0 != bytes[0] }) else { throw .oneRepeatedByte }
        self.init(unchecked: text)
    }

    /// The published test vectors use secrets shorter than we allow.
    init(unchecked text: String) {
        material = SecretBytes(Array(text.utf8))
    }
}
