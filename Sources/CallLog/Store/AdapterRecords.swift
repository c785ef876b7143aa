import StrictJSON

/// The small records one adapter keeps in our store.
///
/// A facade that shows an adapter nothing but its own platform's records; failures come as ``CRMError`` because to the
/// service they are failures of that CRM.
public struct AdapterRecords: Sendable {
    /// The adapter's own.
    public let platform: Platform
    private let store: any Store
    private let time: any TimeSource

    /// - Parameters:
    ///   - platform: The adapter's own; other platforms' records cannot be reached.
    ///   - store: Where they are.
    ///   - time: Dates them.
    public init(platform: Platform, store: any Store, time: any TimeSource) {
        self.platform = platform
        self.store = store
        self.time = time
    }

    /// Records of this user at their tenant.
    public func scope(of user: CRMUser) -> AdapterScope {
        AdapterScope(tenant: Tenant(platform: platform, host: user.hostname), userID: user.id)
    }

    /// Records shared by all users of the user's tenant.
    public func tenantScope(of user: CRMUser) -> AdapterScope {
        AdapterScope(tenant: Tenant(platform: platform, host: user.hostname))
    }

    /// One record; `nil` if there is none.
    public func record(_ kind: String, id: String, scope: AdapterScope) async throws(CRMError) -> AdapterRecord? {
        try await mapped { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                try store.adapterRecord(AdapterRecordKey(scope: scope, kind: kind, id: id))
            }
        }
    }

    /// Newest first.
    public func records(_ kind: String, scope: AdapterScope, limit: Int) async throws(CRMError) -> [AdapterRecord] {
        try await mapped { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                try store.adapterRecords(kind, scope: scope, limit: limit)
            }
        }
    }

    /// Inserts or replaces a record; durable on return.
    public func put(_ value: JSONObject, kind: String, id: String, scope: AdapterScope) async throws(CRMError) {
        let record = record(value, kind, id, scope)
        try await mapped { () throws(StoreError) in
            try await store.write { store throws(StoreError) in try store.put(record) }
        }
    }

    /// Changes a record in one step; `change` gets `nil` if there is none, and `nil` from it leaves things as they are.
    ///
    /// - Returns: Whether a record was written.
    public func change(
        kind: String,
        id: String,
        scope: AdapterScope,
        _ change: @escaping @Sendable (JSONObject?) -> JSONObject?
    ) async throws(CRMError) -> Bool {
        let now = time.now()
        return try await mapped { () throws(StoreError) in
            try await store.write { store throws(StoreError) in
                let key = AdapterRecordKey(scope: scope, kind: kind, id: id)
                let old = try store.adapterRecord(key)
                guard let value = change(old?.value) else { return false }
                let createdAt = old?.createdAt ?? now
                try store.put(AdapterRecord(key: key, value: value, createdAt: createdAt, updatedAt: now))
                return true
            }
        }
    }

    /// Removes a record; one that is not there is success.
    public func remove(_ kind: String, id: String, scope: AdapterScope) async throws(CRMError) {
        try await mapped { () throws(StoreError) in
            try await store.write { store throws(StoreError) in
                try store.removeAdapterRecord(AdapterRecordKey(scope: scope, kind: kind, id: id))
            }
        }
    }

    /// Account-level settings of a RingCentral account, set by its administrator.
    public func accountSettings(_ hashedAccountID: String) async throws(CRMError) -> JSONObject? {
        try await mapped { () throws(StoreError) in
            try await store.read { store throws(StoreError) in try store.accountSettings(hashedAccountID) }
        }
    }

    private func record(_ value: JSONObject, _ kind: String, _ id: String, _ scope: AdapterScope) -> AdapterRecord {
        let now = time.now()
        return AdapterRecord(
            key: AdapterRecordKey(scope: scope, kind: kind, id: id),
            value: value,
            createdAt: now,
            updatedAt: now
        )
    }

    private func mapped<Result>(
        _ body: () async throws(StoreError) -> Result
    ) async throws(CRMError) -> Result {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw CRMError(.storeFailed, from: platform)
        }
    }
}
