/// Users who left and may come back.
extension StoreWriter {
    /// Removes a user; should they come back, tokens without a version, as other servers issued them, stay ended.
    public func forgetUser(_ id: CRMUserID, platform: Platform) throws(StoreError) {
        try removeUser(id, platform: platform)
        // A lease that never ends: the mark outlives the row it speaks of.
        try setLease(Lease(owner: "removed", until: Timestamp(milliseconds: .max)), name: Self.mark(id, platform))
    }

    /// A row for a user who has none.
    public func newUser(
        _ id: CRMUserID,
        platform: Platform,
        version: String,
        at now: Timestamp
    ) throws(StoreError) -> CRMUser {
        CRMUser(
            platform: platform,
            id: id,
            sessionVersion: version,
            acceptsUnversionedTokens: try lease(Self.mark(id, platform)) == nil,
            createdAt: now,
            updatedAt: now
        )
    }

    private static func mark(_ id: CRMUserID, _ platform: Platform) -> String {
        "removed|\(platform)|\(id)"
    }
}
