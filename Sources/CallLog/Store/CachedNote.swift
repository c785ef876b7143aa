/// The note typed while a call was running (contract 6.3), kept for a day.
public struct CachedNote: Hashable, Sendable {
    public var text: String
    public var expiresAt: Timestamp

    public init(text: String, expiresAt: Timestamp) {
        self.text = text
        self.expiresAt = expiresAt
    }
}
