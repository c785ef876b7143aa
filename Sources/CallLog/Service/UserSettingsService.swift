import StrictJSON

/// Reads and changes the settings of users.
public struct UserSettingsService: Sendable {
    let store: any Store
    let time: any TimeSource

    /// - Parameters:
    ///   - store: Keeps users and accounts.
    ///   - time: Dates changed rows.
    public init(store: any Store, time: any TimeSource) {
        self.store = store
        self.time = time
    }

    /// The user's settings merged with the account's.
    ///
    /// - Parameter hashedAccountID: The RingCentral account the request names; else the one of the last login counts.
    public func settings(of user: CRMUser, account hashedAccountID: String?) async throws(CallLogRefusal) -> JSONObject
    {
        let id = hashedAccountID ?? user.hashedAccountID
        let account = try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) -> JSONObject? in
                guard let id else { return nil }
                return try store.accountSettings(id)
            }
        }
        return UserSettings(user: user.settings, account: account ?? [:]).merged
    }

    /// The settings an administrator has set for an account.
    public func accountSettings(_ hashedAccountID: String) async throws(CallLogRefusal) -> JSONObject {
        let settings = try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in try store.accountSettings(hashedAccountID) }
        }
        return settings ?? [:]
    }

    /// Takes over changes and returns the settings as they stand then, merged with the account's.
    public func change(
        _ sent: JSONObject,
        removing removed: [String],
        of user: CRMUser,
        account hashedAccountID: String?
    ) async throws(CallLogRefusal) -> JSONObject {
        let (now, id) = (time.now(), hashedAccountID ?? user.hashedAccountID)
        let merged = try await stored { () throws(StoreError) in
            try await store.write { store throws(StoreError) -> JSONObject? in
                guard var current = try store.user(user.id, platform: user.platform) else { return nil }
                let account = if let id { try store.accountSettings(id) } else { nil as JSONObject? }
                var settings = UserSettings(user: current.settings, account: account ?? [:])
                settings.take(sent, removing: removed)
                if settings.user != current.settings {
                    current.settings = settings.user
                    current.updatedAt = now
                    try store.put(current)
                }
                return settings.merged
            }
        }
        guard let merged else { throw .userNotFound }
        return merged
    }
}
