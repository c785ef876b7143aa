import CRMAdapters
import CallLog
import CallLogTesting
import HTTPCore
import SessionToken
import StrictJSON
import Testing

@testable import CallLogHTTP

/// Every route on a store in memory and a clock that stands still.
struct TestServer {
    let store = InMemoryStore()
    let time = ManualTime()
    let crm = ScriptedCRM()
    let tokens: SessionTokenCoder
    let hashing: IdentifierHash
    let routes: Routes

    init(
        keys: String? = "*",
        publicURL: String? = nil,
        form: SessionClaims.Form = .encrypted,
        life: Duration = .seconds(31_536_000)
    ) throws {
        let secret = try ServerSecret("0123456789abcdef0123456789ABCDEF")
        tokens = try SessionTokenCoder(secret: secret)
        hashing = try IdentifierHash(key: "testHashKey")
        let adapters = AdapterRegistry([
            TestCRMAdapter(store: store, time: time, apiKeys: AcceptedAPIKeys(list: keys)), crm,
        ])
        routes = Routes(
            store: store,
            adapters: adapters,
            tokens: tokens,
            hashing: hashing,
            time: time,
            tokenPolicy: .init(form: form, life: life),
            server: ServerDescription(version: "1.2.3", authorName: "Test Author", publicURL: publicURL)
        )
    }

    func send(
        _ method: HTTPMethod,
        _ target: String,
        headers: HTTPHeaders = [:],
        body: JSONValue? = nil
    ) async -> HTTPResponse {
        var headers = headers
        if headers["host"] == nil { headers.append("crm.test:8080", for: "host") }
        if body != nil { headers.append("application/json", for: "content-type") }
        return await routes.answer(
            HTTPRequest(
                method: method,
                target: target,
                headers: headers,
                body: body?.encoded ?? [],
                scheme: "https"
            )
        )
    }

    func get(_ target: String, headers: HTTPHeaders = [:]) async -> HTTPResponse {
        await send(.get, target, headers: headers)
    }

    /// Connects to testCRM and returns the session token.
    func logIn(key: String = "key", headers: HTTPHeaders = [:]) async throws -> String {
        let reply = await send(
            .post,
            "/apiKeyLogin?state=platform=testCRM",
            headers: headers,
            body: ["apiKey": .string(key), "platform": "testCRM", "hostname": "x.test", "additionalInfo": [:]]
        )
        return try #require(try reply.json["jwtToken"]?.stringValue, "\(reply.text)")
    }

    /// Connects to the scripted CRM and returns the session token.
    func logInWithCode() async throws -> String {
        let reply = await get("/oauth-callback?callbackUri=https://x.test/r?code=C&state=platform=pipedrive")
        return try #require(try reply.json["jwtToken"]?.stringValue, "\(reply.text)")
    }

    func user(_ id: CRMUserID = "testUserId", _ platform: Platform = "testCRM") async throws -> CRMUser {
        try #require(try await store.read { store throws(StoreError) in try store.user(id, platform: platform) })
    }

    func setAccount(_ settings: JSONObject, _ hash: String) async throws {
        try await store.write { store throws(StoreError) in try store.setAccountSettings(settings, of: hash) }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONObject {
        get throws { try #require(try JSONValue(parsing: body).objectValue, "\(text)") }
    }

    /// What a person is shown.
    var message: String? {
        get throws { try json["returnMessage"]?["message"]?.stringValue }
    }
}
