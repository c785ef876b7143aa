/// The note typed while a call was running (contract 6.3), kept for a day.
public struct CachedNote: Hashable, Sendable {
    /// As typed.
    public var text: String
    /// From then on it is as if there were none.
    public var expiresAt: Timestamp

    /// A note as it is to be kept.
    public init(text: String, expiresAt: Timestamp) {
        self.text = text
        self.expiresAt = expiresAt
    }
}
