import StrictJSON

/// Whose records an adapter means: the platform's, one tenant's, or one user's.
public struct AdapterScope: Hashable, Sendable {
    public var tenant: Tenant
    /// `nil`: shared by all users of the tenant.
    public var userID: CRMUserID?

    public init(tenant: Tenant, userID: CRMUserID? = nil) {
        self.tenant = tenant
        self.userID = userID
    }
}

public struct AdapterRecordKey: Hashable, Sendable {
    public var scope: AdapterScope
    /// What the record is, `log` or `activityTypes`.
    public var kind: String
    public var id: String

    public init(scope: AdapterScope, kind: String, id: String) {
        self.scope = scope
        self.kind = kind
        self.id = id
    }
}

/// A small record that an adapter keeps in our store.
public struct AdapterRecord: Hashable, Sendable {
    public var key: AdapterRecordKey
    public var value: JSONObject
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(key: AdapterRecordKey, value: JSONObject, createdAt: Timestamp, updatedAt: Timestamp) {
        self.key = key
        self.value = value
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
