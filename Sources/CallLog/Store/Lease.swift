/// A right that one process holds for a while: the refresh of a user's tokens, the reconciler's turn.
public struct Lease: Hashable, Sendable {
    public var owner: String
    public var until: Timestamp

    public init(owner: String, until: Timestamp) {
        self.owner = owner
        self.until = until
    }
}
