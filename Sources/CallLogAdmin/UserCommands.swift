import CallLog
import ServerAssembly
import StrictJSON

/// `calllogctl user …`
struct UserCommands {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Creates or updates a user; what is left out keeps its value, a revoked mark is cleared.
    func set(_ words: [String]) async throws(CommandError) {
        let arguments = try parsed { () throws(UsageError) in
            try Arguments(
                words,
                options: [
                    "platform", "id", "name", "hostname", "access-token-file", "refresh-token-file", "token-expiry",
                    "timezone", "timezone-offset", "settings",
                ]
            )
        }
        let (platform, id) = try parsed { () throws(UsageError) in
            try arguments.expectNoWords()
            return (
                Platform(rawValue: try arguments.required("platform")),
                CRMUserID(rawValue: try arguments.required("id"))
            )
        }
        let change = try UserChange(arguments)
        let server = try parts.open()
        guard server.adapters[platform] != nil else {
            let known = server.adapters.adapters.map(\.platform.rawValue).joined(separator: ", ")
            throw .failed("there is no platform \(platform); known: \(known)")
        }
        let (now, version) = (server.time.now(), server.random.hexText(12))
        let wasNew = try await stored { () throws(StoreError) in
            try await server.store.write { store throws(StoreError) in
                let old = try store.user(id, platform: platform)
                var user: CRMUser
                if let old {
                    user = old
                } else {
                    user = try store.newUser(id, platform: platform, version: version, at: now)
                }
                change.apply(to: &user)
                user.isRevoked = false
                user.updatedAt = now
                try store.put(user)
                return old == nil
            }
        }
        Console.say("\(wasNew ? "created" : "updated") \(platform)/\(id)")
    }

    func list(_ words: [String]) async throws(CommandError) {
        let arguments = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: [], flags: ["json"])
            try arguments.expectNoWords()
            return arguments
        }
        let server = try parts.open()
        let users = try await stored { () throws(StoreError) in
            try await server.store.read { store throws(StoreError) in try store.users() }
        }
        for user in users {
            if arguments.has("json") {
                Console.print(JSONValue.object(Self.json(user)).text)
            } else {
                let state = user.isRevoked ? "revoked" : user.accessToken == nil ? "logged out" : "connected"
                Console.print("\(user.platform)/\(user.id)\t\(user.name)\t\(user.hostname)\t\(state)")
            }
        }
    }

    func revoke(_ words: [String]) async throws(CommandError) {
        let (server, platform, id) = try named(words)
        let (now, version) = (server.time.now(), server.random.hexText(12))
        let wasFound = try await stored { () throws(StoreError) in
            try await server.store.write { store throws(StoreError) in
                guard var user = try store.user(id, platform: platform) else { return false }
                user.endSessions(version: version)
                user.updatedAt = now
                try store.put(user)
                return true
            }
        }
        guard wasFound else { throw .failed("there is no user \(platform)/\(id)") }
        Console.say("ended every session token of \(platform)/\(id)")
    }

    func remove(_ words: [String]) async throws(CommandError) {
        let (server, platform, id) = try named(words)
        let wasFound = try await stored { () throws(StoreError) in
            try await server.store.write { store throws(StoreError) in
                guard try store.user(id, platform: platform) != nil else { return false }
                try store.forgetUser(id, platform: platform)
                return true
            }
        }
        guard wasFound else { throw .failed("there is no user \(platform)/\(id)") }
        Console.say("removed \(platform)/\(id)")
    }

    private func named(_ words: [String]) throws(CommandError) -> (ServerParts, Platform, CRMUserID) {
        let (platform, id) = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: ["platform", "id"])
            try arguments.expectNoWords()
            return (try arguments.required("platform"), try arguments.required("id"))
        }
        return (try parts.open(), Platform(rawValue: platform), CRMUserID(rawValue: id))
    }

    /// Everything about a user but the secrets.
    private static func json(_ user: CRMUser) -> JSONObject {
        var object: JSONObject = [
            "platform": .string(user.platform.rawValue),
            "id": .string(user.id.rawValue),
            "name": .string(user.name),
            "hostname": .string(user.hostname),
        ]
        object["timezone"] = user.timeZoneName.map { .string($0) }
        object["timezoneOffset"] = user.timeZoneOffset.map { .string($0) }
        object["hasAccessToken"] = .bool(user.accessToken != nil)
        object["hasRefreshToken"] = .bool(user.refreshToken != nil)
        object["tokenExpiry"] = user.tokenExpiry.map { .string($0.rfc3339) }
        object["revoked"] = .bool(user.isRevoked)
        object["createdAt"] = .string(user.createdAt.rfc3339)
        object["updatedAt"] = .string(user.updatedAt.rfc3339)
        return object
    }
}
