import StrictJSON

/// A user's settings and those an administrator set for the account, brought together (contract 13.1).
///
/// Each entry is `{"value": ..., "customizable": ..., ...}` by setting id.
public struct UserSettings: Hashable, Sendable {
    /// The user's own entries.
    public var user: JSONObject
    /// The administrator's entries; empty if there are none.
    public var account: JSONObject

    /// The two as they are stored.
    public init(user: JSONObject, account: JSONObject) {
        self.user = user
        self.account = account
    }

    /// What the client shows and works with: the user's entry unless the account forbids it, then the account's.
    public var merged: JSONObject {
        if account.isEmpty { return user }
        var merged: JSONObject = [:]
        for id in account.keys + user.keys where merged[id] == nil {
            merged[id] = entry(id)
        }
        return merged
    }

    private func entry(_ id: String) -> JSONValue? {
        let forced = account[id].flatMap { $0.isNull ? nil : $0 }
        guard let own = user[id], own["value"] != nil, forced == nil || forced?["customizable"] == true else {
            return forced ?? user[id]
        }
        var entry: JSONObject = ["customizable": true]
        for key in ["value", "defaultValue", "options"] { entry[key] = own[key] }
        return .object(entry)
    }

    /// Takes over what the client sends back, which is its whole copy of the merged settings.
    ///
    /// What merely repeats the account's entry stays the account's, so that a later change there still reaches the
    /// user; what the account forbids is not taken. An entry of `null` is removed, anything but an object ignored.
    public mutating func take(_ sent: JSONObject, removing removed: [String]) {
        for (id, value) in sent.members {
            if value.isNull {
                user[id] = nil
            } else if value.objectValue != nil, isUsersChoice(id, value) {
                user[id] = value
            }
        }
        for id in removed { user[id] = nil }
    }

    private func isUsersChoice(_ id: String, _ value: JSONValue) -> Bool {
        guard let forced = account[id], !forced.isNull else { return true }
        guard forced["customizable"] == true else { return false }
        return user[id] != nil || value["value"] != forced["value"]
    }
}
