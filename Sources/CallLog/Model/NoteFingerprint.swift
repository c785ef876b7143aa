/// Finds the agent's note in a body again, without storing the note.
///
/// The length and digest of the note as it was written into the body, in that body's markup.
public struct NoteFingerprint: Hashable, Sendable {
    /// The length of the note, in UTF-8.
    public let byteCount: Int
    /// SHA-256, 32 bytes.
    public let digest: [UInt8]

    /// A fingerprint as it was stored.
    public init(byteCount: Int, digest: [UInt8]) {
        self.byteCount = byteCount
        self.digest = digest
    }
}
