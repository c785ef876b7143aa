/// An `Idempotency-Key` of one user (draft-ietf-httpapi-idempotency-key-header).
public struct IdempotencyKey: Hashable, Sendable {
    /// The user's platform.
    public var platform: Platform
    /// Whose key it is: users cannot meet each other's.
    public var userID: CRMUserID
    /// As the client sent it.
    public var key: String

    /// The three parts together.
    public init(platform: Platform, userID: CRMUserID, key: String) {
        self.platform = platform
        self.userID = userID
        self.key = key
    }
}

/// The reply kept for a key, or the mark that its request is still running.
public struct StoredReply: Hashable, Sendable {
    /// SHA-256 of method, path and body.
    public var requestDigest: [UInt8]
    /// `nil` while the request is running.
    public var body: [UInt8]?
    /// Until when a running request is believed to be alive.
    public var runningUntil: Timestamp
    /// From then on the key is free again.
    public var expiresAt: Timestamp

    /// A mark without a body, or a reply with one.
    public init(requestDigest: [UInt8], body: [UInt8]?, runningUntil: Timestamp, expiresAt: Timestamp) {
        self.requestDigest = requestDigest
        self.body = body
        self.runningUntil = runningUntil
        self.expiresAt = expiresAt
    }
}
