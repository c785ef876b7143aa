import CallLog
import ServerAssembly
import StrictJSON

/// `calllogctl logs …`
struct LogCommands {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    func list(_ words: [String]) async throws(CommandError) {
        let (arguments, since) = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: ["since"], flags: ["json"])
            try arguments.expectNoWords()
            return (arguments, try arguments.time("since"))
        }
        let server = try parts.open()
        let now = server.time.now()
        let rows = try await stored { () throws(StoreError) in
            try await server.store.read { store throws(StoreError) in try store.callLogs(since: since) }
        }
        for row in rows {
            let age = (now - row.updatedAt).components.seconds
            if arguments.has("json") {
                Console.print(JSONValue.object(Self.json(row, ageInSeconds: age)).text)
            } else {
                let log = row.crmLogID?.rawValue ?? "-"
                Console.print(
                    [
                        row.createdAt.rfc3339, row.key.tenant.platform.rawValue, row.userID.rawValue,
                        row.key.sessionID.rawValue, row.state.rawValue, log, "\(age) s", row.failure ?? "",
                    ].joined(separator: "\t")
                )
            }
        }
    }

    /// Looks at an undecided call at once, whatever its lease and its turn.
    func retry(_ words: [String]) async throws(CommandError) {
        let (server, rows, _) = try await named(words, options: [])
        let undecided = rows.filter(\.state.isUndecided)
        guard !undecided.isEmpty else { throw .failed("this call is not undecided; see: calllogctl logs list") }
        let now = server.time.now()
        for row in undecided where row.leaseUntil > now {
            throw .failed("another process is working on this call; try again in a minute")
        }
        for row in undecided {
            await server.callLogs.reconciler.reconcile(row.key)
            let current = try await stored { () throws(StoreError) in
                try await server.store.read { store throws(StoreError) in try store.callLog(row.key) }
            }
            Console.say("\(row.key.sessionID): \(current?.state.rawValue ?? "gone")")
        }
    }

    /// Settles an undecided call with the record a person found in the CRM.
    func resolve(_ words: [String]) async throws(CommandError) {
        let (server, rows, arguments) = try await named(words, options: ["log-id"])
        let id = CRMLogID(rawValue: try parsed { () throws(UsageError) in try arguments.required("log-id") })
        guard let row = rows.first(where: { $0.state != .done }), rows.allSatisfy({ $0.state != .done || $0 == row })
        else { throw .failed("this call is logged already; see: calllogctl logs list") }
        let outcome = try await stored { () throws(StoreError) in
            try await server.callLogs.reconciler.resolve(row.key, as: id)
        }
        guard outcome else { throw .failed("another call of this tenant holds \(id), or the call changed meanwhile") }
        Console.say("\(row.key.sessionID): done as \(id)")
    }

    /// Finishes everything that is due, once.
    func flush(_ words: [String]) async throws(CommandError) {
        try parsed { () throws(UsageError) in try Arguments(words, options: []).expectNoWords() }
        let server = try parts.open()
        var total = 0
        while true {
            let count = try await stored { () throws(StoreError) in
                try await server.callLogs.reconciler.reconcileDue()
            }
            total += count
            if count == 0 { break }
        }
        let now = server.time.now()
        try await stored { () throws(StoreError) in
            try await server.store.write { store throws(StoreError) in try store.removeExpired(before: now) }
        }
        // On standard output, so that cron can drop it and still mail what went wrong.
        Console.print("looked at \(total) calls")
    }

    private func named(
        _ words: [String],
        options: Set<String>
    ) async throws(CommandError) -> (ServerParts, [CallLogRecord], Arguments) {
        let (arguments, platform, userID, session) = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: options.union(["platform", "user", "session"]))
            try arguments.expectNoWords()
            return (
                arguments, Platform(rawValue: try arguments.required("platform")),
                CRMUserID(rawValue: try arguments.required("user")),
                CallSessionID(rawValue: try arguments.required("session"))
            )
        }
        let server = try parts.open()
        let rows = try await stored { () throws(StoreError) in
            try await server.store.read { store throws(StoreError) -> [CallLogRecord] in
                guard let user = try store.user(userID, platform: platform) else { return [] }
                return try store.callLogs(of: [session], tenant: user.tenant).filter { $0.userID == userID }
            }
        }
        guard !rows.isEmpty else { throw .failed("there is no such call; see: calllogctl logs list") }
        return (server, rows, arguments)
    }

    private static func json(_ row: CallLogRecord, ageInSeconds: Int64) -> JSONObject {
        var object: JSONObject = [
            "platform": .string(row.key.tenant.platform.rawValue),
            "userId": .string(row.userID.rawValue),
            "sessionId": .string(row.key.sessionID.rawValue),
            "extensionNumber": .string(row.identity.number),
            "hashedExtensionId": .string(row.identity.hash),
            "logId": row.crmLogID.map { .string($0.rawValue) } ?? .null,
            "state": .string(row.state.rawValue),
            "createdAt": .string(row.createdAt.rfc3339),
            "ageSeconds": .integer(ageInSeconds),
        ]
        object["failure"] = row.failure.map { .string($0) }
        return object
    }
}
