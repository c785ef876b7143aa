import StrictJSON

/// Whose records an adapter means: the platform's, one tenant's, or one user's.
public struct AdapterScope: Hashable, Sendable {
    /// The company.
    public var tenant: Tenant
    /// `nil`: shared by all users of the tenant.
    public var userID: CRMUserID?

    /// The records of a tenant, or of one user of it.
    public init(tenant: Tenant, userID: CRMUserID? = nil) {
        self.tenant = tenant
        self.userID = userID
    }
}

/// What names one record.
public struct AdapterRecordKey: Hashable, Sendable {
    /// Whose it is.
    public var scope: AdapterScope
    /// What the record is, `log` or `activityTypes`.
    public var kind: String
    /// Unique among those of its kind in its scope.
    public var id: String

    /// The three parts together.
    public init(scope: AdapterScope, kind: String, id: String) {
        self.scope = scope
        self.kind = kind
        self.id = id
    }
}

/// A small record that an adapter keeps in our store.
public struct AdapterRecord: Hashable, Sendable {
    /// What names it.
    public var key: AdapterRecordKey
    /// Whatever the adapter wants to keep; not sealed, so no secrets.
    public var value: JSONObject
    /// When it was first put; a later put does not change it.
    public var createdAt: Timestamp
    /// When it was last put.
    public var updatedAt: Timestamp

    /// A record as it is to be put.
    public init(key: AdapterRecordKey, value: JSONObject, createdAt: Timestamp, updatedAt: Timestamp) {
        self.key = key
        self.value = value
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
