import CallLog
import ServerAssembly
import StrictJSON

/// `calllogctl token …`
struct TokenCommands {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Prints a new session token of a user and nothing else.
    func mint(_ words: [String]) async throws(CommandError) {
        let arguments = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: ["platform", "user", "ttl"])
            try arguments.expectNoWords()
            return arguments
        }
        let (platform, id, life) = try parsed { () throws(UsageError) in
            let life = arguments["ttl"].map { Int64($0) ?? 0 }
            if let life, !(1...3_786_912_000).contains(life) {
                throw UsageError("--ttl is no number of seconds from 1 to 3786912000")
            }
            return (
                Platform(rawValue: try arguments.required("platform")),
                CRMUserID(rawValue: try arguments.required("user")), life.map { Duration.seconds($0) }
            )
        }
        let server = try parts.open()
        let user = try await stored { () throws(StoreError) in
            try await server.store.read { store throws(StoreError) in try store.user(id, platform: platform) }
        }
        guard let user else { throw .failed("there is no user \(platform)/\(id); make one with: calllogctl user set") }
        let now = Timestamp(seconds: server.time.now().seconds)
        let claims = SessionClaims(
            userID: id,
            platform: platform,
            issuedAt: now,
            expiresAt: now + (life ?? server.settings.tokenLife),
            sessionVersion: user.sessionVersion,
            form: server.tokenForm
        )
        do throws(SessionTokenError) {
            Console.print(try server.tokens.issue(claims))
        } catch {
            throw .failed("no token could be made: \(error)")
        }
    }

    /// Says what a token on standard input holds.
    func inspect(_ words: [String]) throws(CommandError) {
        try parsed { () throws(UsageError) in try Arguments(words, options: []).expectNoWords() }
        let server = try parts.open()
        var text = String(decoding: Console.readAll(limit: 65_536), as: UTF8.self)
        while text.last?.isWhitespace == true { text.removeLast() }
        do throws(SessionTokenError) {
            print(try server.tokens.verify(text, now: server.time.now()), isExpired: false)
        } catch .expired(let claims) {
            print(claims, isExpired: true)
        } catch {
            throw .failed(error.description)
        }
    }

    private func print(_ claims: SessionClaims, isExpired: Bool) {
        var object: JSONObject = [
            "form": .string(claims.form.rawValue),
            "id": .string(claims.userID.rawValue),
            "platform": .string(claims.platform.rawValue),
        ]
        object["issuedAt"] = claims.issuedAt.map { .string($0.rfc3339) }
        object["expiresAt"] = .string(claims.expiresAt.rfc3339)
        object["hasSessionVersion"] = .bool(claims.sessionVersion != nil)
        object["expired"] = .bool(isExpired)
        Console.print(JSONValue.object(object).text)
    }
}
