/// A right that one process holds for a while: the refresh of a user's tokens, the reconciler's turn.
public struct Lease: Hashable, Sendable {
    /// Who holds it; random.
    public var owner: String
    /// From then on anybody may take it.
    public var until: Timestamp

    /// A lease as it is to be set.
    public init(owner: String, until: Timestamp) {
        self.owner = owner
        self.until = until
    }
}
