import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogHTTP

@Suite struct LoginTests {
    @Test func `a key the CRM accepts gives a token and saves the user`() async throws {
        let server = try TestServer()
        let account = String(repeating: "a1", count: 32)
        let token = try await server.logIn(headers: ["rc-account-id": account, "rc-extension-id": "not a hash"])
        let claims = try server.tokens.verify(token, now: server.time.now())
        #expect(claims.form == .encrypted)
        #expect(claims.expiresAt - server.time.now() == .seconds(31_536_000))
        let user = try await server.user()
        #expect(user.name == "Test User")
        #expect(user.accessToken?.exposedText == "key")
        #expect(user.timeZoneName == "America/Los_Angeles")
        #expect(user.hashedAccountID == account)
        #expect(user.hashedExtensionID == nil)
        #expect(user.sessionVersion == claims.sessionVersion)
    }

    @Test func `token form and life are those of the settings`() async throws {
        let server = try TestServer(form: .signed, life: .seconds(600))
        let claims = try server.tokens.verify(try await server.logIn(), now: server.time.now())
        #expect(claims.form == .signed)
        #expect(claims.expiresAt - server.time.now() == .seconds(600))
    }

    @Test func `a login keeps the other devices and the settings`() async throws {
        let server = try TestServer()
        let first = try await server.logIn()
        _ = await server.send(
            .post,
            "/user/settings?jwtToken=\(first)",
            body: ["userSettings": ["addCallLogNote": ["value": false]]]
        )
        let second = try await server.logIn(key: "other")
        for token in [first, second] {
            let settings = try await server.get("/user/settings?jwtToken=\(token)").json
            #expect(settings["addCallLogNote"]?["value"] == false)
        }
        #expect(try await server.user().accessToken?.exposedText == "other")
    }

    @Test(arguments: ["", "  ", "wrong"])
    func `a refused key changes nothing`(key: String) async throws {
        let server = try TestServer(keys: "good,better")
        let token = try await server.logIn(key: "good")
        let reply = await server.send(
            .post,
            "/apiKeyLogin?state=platform=testCRM",
            body: ["apiKey": .string(key), "additionalInfo": ["apiKey": "good"]]
        )
        #expect(reply.status == .badRequest)
        #expect(try reply.json["jwtToken"] == nil)
        #expect(try reply.json["returnMessage"]?["messageType"] == "warning")
        #expect(try await server.user().accessToken?.exposedText == "good")
        #expect(await server.get("/hostname?jwtToken=\(token)").status == .ok)
    }

    @Test func `without keys in the settings nobody can connect`() async throws {
        let server = try TestServer(keys: nil)
        let reply = await server.send(.post, "/apiKeyLogin?state=platform=testCRM", body: ["apiKey": "key"])
        #expect(reply.status == .badRequest)
        #expect(try reply.message == "Could not load user information")
    }

    @Test(arguments: [
        ("", "Missing platform name"), ("?state=", "Missing platform name"), ("?state=x", "Missing platform name"),
        ("?state=platform=", "Missing platform name"), ("?state=platform=undefined", "Missing platform name"),
    ])
    func `a state without a platform is refused`(query: String, text: String) async throws {
        let server = try TestServer()
        let reply = await server.send(.post, "/apiKeyLogin\(query)", body: ["apiKey": "key", "platform": "testCRM"])
        #expect(reply.status == .badRequest)
        #expect(reply.text == text)
    }

    @Test(arguments: ["nope", "pipedrive"])
    func `the state must name a platform that is connected by key`(platform: String) async throws {
        let server = try TestServer()
        let reply = await server.send(
            .post,
            "/apiKeyLogin?state=platform=\(platform)",
            body: ["apiKey": "key", "platform": "testCRM"]
        )
        #expect(reply.status == .badRequest)
        #expect(try reply.json["jwtToken"] == nil)
    }

    @Test(arguments: [
        "callbackUri=https://s.test/pipedrive-redirect?code=C%2B1&state=platform=pipedrive&hostname=temp&rcAccountId=42",
        "callbackUri=https%3A%2F%2Fs.test%2Fr%3Fcode%3DC%252B1%26state%3Dplatform%253Dpipedrive&rcAccountId=42",
        "callbackUri=https://s.test/r?state=platform=pipedrive&code=C%2B1&hostname=evil.test&rcAccountId=42",
        "callbackUri=https://s.test/r?code=C%2B1#done&state=platform%3Dpipedrive&rcAccountId=42",
        "hostname=temp&rcAccountId=42&code=C%2B1&state=platform%253Dpipedrive&callbackUri=https://s.test/r",
    ])
    func `a code is understood in every form the client sends`(query: String) async throws {
        let server = try TestServer()
        let reply = await server.get("/oauth-callback?\(query)")
        #expect(reply.status == .ok)
        #expect(try reply.json["jwtToken"]?.stringValue?.isEmpty == false)
        #expect(try reply.json["name"] == "Ada")
        #expect(try reply.message == "Connected to Pipe & Drive.")
        #expect(server.crm.state.codes == ["C+1"])
        let user = try await server.user("7-1-pipedrive", "pipedrive")
        #expect(user.hostname == "acme.pipedrive.com", "as the CRM says, never the client")
        #expect(user.hashedAccountID == server.hashing.hash("42"))
    }

    @Test(arguments: [
        ("", "Missing callbackUri"), ("callbackUri=", "Missing callbackUri"),
        ("callbackUri=undefined&state=platform=pipedrive&hostname=x&rcAccountId=1", "Missing callbackUri"),
        ("callbackUri=null&state=platform=pipedrive", "Missing callbackUri"),
        ("callbackUri=https://s.test/r?code=C", "Missing platform name"),
    ])
    func `a callback that nobody is waiting for is a 400`(query: String, text: String) async throws {
        let server = try TestServer()
        let reply = await server.get("/oauth-callback?\(query)")
        #expect(reply.status == .badRequest)
        #expect(reply.text == text)
        #expect(server.crm.state.codes.isEmpty)
    }

    @Test(arguments: [
        "callbackUri=https://s.test/r?error=access_denied&state=platform=pipedrive",
        "callbackUri=https://s.test/r&state=platform=pipedrive",
        "callbackUri=https://s.test/r?code=&state=platform=pipedrive",
        "callbackUri=https://s.test/r?code=C&state=platform=testCRM",
        "callbackUri=https://s.test/r?code=C&state=platform=nope",
    ])
    func `a refused callback is a message the client shows`(query: String) async throws {
        let server = try TestServer()
        let reply = await server.get("/oauth-callback?\(query)")
        #expect(reply.status == .ok)
        #expect(try reply.json.keys == ["returnMessage"])
        #expect(try ["warning", "error"].contains(reply.json["returnMessage"]?["messageType"]?.stringValue))
        #expect(server.crm.state.codes.isEmpty)
    }

    @Test(arguments: [
        CRMError.Reason.credentialsRejected, .notPermitted, .unavailable, .notSent, .rateLimited(retryAfter: nil),
        .unreadableReply, .setupIncomplete(advice: "Set it up."), .storeFailed, .budgetSpent(retryAfter: nil),
    ])
    func `a code the CRM refuses saves nothing`(reason: CRMError.Reason) async throws {
        let server = try TestServer()
        server.crm.change { $0.failure = reason }
        let reply = await server.get("/oauth-callback?callbackUri=https://s.test/r?code=C&state=platform=pipedrive")
        #expect(reply.status == .ok)
        #expect(try reply.json.keys == ["returnMessage"])
        let users = try await server.store.read { store throws(StoreError) in try store.users() }
        #expect(users.isEmpty)
    }

    @Test func `a store that fails is a message and no token`() async throws {
        let server = try TestServer()
        server.store.fail(with: StoreError(.full))
        let reply = await server.get("/oauth-callback?callbackUri=https://s.test/r?code=C&state=platform=pipedrive")
        #expect(try reply.json.keys == ["returnMessage"])
        #expect(try reply.message == "Database operation failed")
    }

    @Test func `a new login without refresh token keeps the old one and ends the revoked mark`() async throws {
        let server = try TestServer()
        _ = try await server.logInWithCode()
        try await server.store.write { store throws(StoreError) in
            guard var user = try store.user("7-1-pipedrive", platform: "pipedrive") else { return }
            user.isRevoked = true
            try store.put(user)
        }
        server.crm.change { $0.grant = TokenGrant(accessToken: AccessToken("new")) }
        _ = try await server.logInWithCode()
        let user = try await server.user("7-1-pipedrive", "pipedrive")
        #expect(user.accessToken?.exposedText == "new")
        #expect(user.refreshToken?.exposedText == "refresh")
        #expect(!user.isRevoked)
    }

    @Test func `a logout ends every session, blanks the tokens and says so twice`() async throws {
        let server = try TestServer()
        let tokens = [try await server.logInWithCode(), try await server.logInWithCode()]
        let reply = await server.send(.post, "/unAuthorize?jwtToken=\(tokens[0])")
        #expect(try reply.json["message"] == "Logged out of Pipe & Drive")
        #expect(try reply.message == "Logged out of Pipe & Drive")
        #expect(server.crm.state.revocations == 1)
        let user = try await server.user("7-1-pipedrive", "pipedrive")
        #expect(user.accessToken == nil && user.refreshToken == nil)
        for token in tokens {
            #expect(await server.get("/contact?jwtToken=\(token)&phoneNumber=+16505550100").status == .badRequest)
            let settings = await server.get("/user/settings?jwtToken=\(token)")
            #expect(settings.status == .ok)
            #expect(settings.text == "{}")
            let saved = await server.send(.post, "/user/settings?jwtToken=\(token)", body: ["userSettings": [:]])
            #expect(saved.status == .badRequest)
        }
        #expect(await server.get("/hostname?jwtToken=\(try await server.logInWithCode())").text == "acme.pipedrive.com")
    }

    @Test func `a CRM that cannot be told does not keep anybody logged in`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        server.crm.change { $0.failure = .unavailable }
        let reply = await server.send(.post, "/unAuthorize?jwtToken=\(token)")
        #expect(try reply.message == "Logged out of Pipe & Drive")
        #expect(try reply.json["returnMessage"]?["details"] != nil)
        #expect(try await server.user("7-1-pipedrive", "pipedrive").accessToken == nil)
    }

    @Test func `only the CRM itself can take the app off`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        let body: JSONValue = ["user_id": 7]
        for field in ["", "Basic guess"] {
            let reply = await server.send(
                .delete,
                "/pipedrive-redirect",
                headers: ["authorization": field],
                body: body
            )
            #expect(reply.status == .unauthorized)
        }
        #expect(
            await server.send(.delete, "/pipedrive-redirect", headers: ["authorization": "Basic proof"]).status
                == .badRequest
        )
        #expect(await server.get("/hostname?jwtToken=\(token)").status == .ok)
        let reply = await server.send(
            .delete,
            "/pipedrive-redirect",
            headers: ["authorization": "Basic proof"],
            body: body
        )
        #expect(reply.text == "User deleted")
        #expect(try await server.user("7-1-pipedrive", "pipedrive").refreshToken == nil)
        #expect(await server.get("/hostname?jwtToken=\(token)").status == .badRequest)
    }
}
