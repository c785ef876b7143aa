/// An `Idempotency-Key` of one user (draft-ietf-httpapi-idempotency-key-header).
public struct IdempotencyKey: Hashable, Sendable {
    public var platform: Platform
    public var userID: CRMUserID
    public var key: String

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
    public var expiresAt: Timestamp

    public init(requestDigest: [UInt8], body: [UInt8]?, runningUntil: Timestamp, expiresAt: Timestamp) {
        self.requestDigest = requestDigest
        self.body = body
        self.runningUntil = runningUntil
        self.expiresAt = expiresAt
    }
}
