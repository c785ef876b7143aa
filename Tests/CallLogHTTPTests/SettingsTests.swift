import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogHTTP

@Suite struct SettingsTests {
    static let account = String(repeating: "0f", count: 32)

    @Test func `settings start empty and are merged with what is sent`() async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        #expect(await server.get("/user/settings?jwtToken=\(token)&rcAccountId=\(Self.account)").text == "{}")
        let first = await server.send(
            .post,
            "/user/settings?jwtToken=\(token)",
            body: ["userSettings": ["a": ["value": 1], "selectedRegion": ["value": "US"], "junk": 3]]
        )
        #expect(first.text == #"{"userSettings":{"a":{"value":1},"selectedRegion":{"value":"US"}}}"#)
        let second = await server.send(
            .post,
            "/user/settings?jwtToken=\(token)",
            body: ["userSettings": ["b": ["value": true]], "settingKeysToRemove": ["a", "unknown"]]
        )
        #expect(second.text == #"{"userSettings":{"selectedRegion":{"value":"US"},"b":{"value":true}}}"#)
        #expect(
            await server.get("/user/settings?jwtToken=\(token)").text
                == #"{"selectedRegion":{"value":"US"},"b":{"value":true}}"#
        )
    }

    @Test func `an empty object is answered for a body without settings`() async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        for body: JSONValue in [[:], ["userSettings": nil], ["userSettings": []]] {
            let reply = await server.send(.post, "/user/settings?jwtToken=\(token)", body: body)
            #expect(reply.text == #"{"userSettings":{}}"#)
        }
    }

    @Test func `the account's settings count where it says so`() async throws {
        let server = try TestServer()
        try await server.setAccount(
            ["forced": ["value": 1, "customizable": false], "free": ["value": 2, "customizable": true]],
            Self.account
        )
        let token = try await server.logIn(headers: ["rc-account-id": Self.account])
        let merged = await server.get("/user/settings?jwtToken=\(token)")
        #expect(try merged.json["forced"]?["value"] == 1 && merged.json["free"]?["value"] == 2)

        // The client sends back all it got.
        var sent = try merged.json
        sent["forced"] = ["value": 9]
        let reply = await server.send(
            .post,
            "/user/settings?jwtToken=\(token)",
            body: ["userSettings": .object(sent)]
        )
        #expect(try reply.json["userSettings"]?["forced"]?["value"] == 1)
        try await server.setAccount(["free": ["value": 3, "customizable": true]], Self.account)
        let later = try await server.get("/user/settings?jwtToken=\(token)").json
        #expect(later["free"]?["value"] == 3, "what merely repeated the account is still the account's")
        #expect(later["forced"] == nil)

        _ = await server.send(
            .post,
            "/user/settings?jwtToken=\(token)",
            body: ["userSettings": ["free": ["value": 4, "options": []]]]
        )
        let chosen = try await server.get("/user/settings?jwtToken=\(token)").json["free"]
        #expect(chosen == ["customizable": true, "value": 4, "options": []])
    }

    @Test func `settings too large for every request to read are refused`() async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        let body: JSONValue = ["userSettings": ["a": ["value": .string(String(repeating: "x", count: 70_000))]]]
        let reply = await server.send(.post, "/user/settings?jwtToken=\(token)", body: body)
        #expect(reply.status == .badRequest)
        #expect(reply.contentType == .plainText)
    }

    @Test func `an expired token gets its settings, empty, and nothing else`() async throws {
        let server = try TestServer(life: .seconds(600))
        let token = try await server.logIn()
        server.time.advance(by: .seconds(601))
        for headers: HTTPHeaders in [[:], ["authorization": "Bearer \(token)"]] {
            let query = headers["authorization"] == nil ? "?jwtToken=\(token)" : ""
            let settings = await server.send(.get, "/user/settings\(query)", headers: headers)
            #expect(settings.status == .ok)
            #expect(settings.text == "{}")
            #expect(settings.header(.refreshedToken) == nil)
            for (method, path) in server.routes.entries.map({ ($0.method, $0.path) })
            where ["/callLog", "/contact", "/hostname", "/unAuthorize", "/callDisposition"].contains(path) {
                let reply = await server.send(method, "\(path)\(query)", headers: headers, body: [:])
                #expect(reply.status == .badRequest, "\(method.rawValue) \(path)")
                #expect(reply.text == "Please go to Settings and authorize CRM platform")
            }
            let saved = await server.send(.post, "/user/settings\(query)", headers: headers, body: [:])
            #expect(saved.status == .badRequest)
        }
    }

    @Test(arguments: ["", "undefined", "a.b.c"])
    func `a token that is not ours gets no settings`(token: String) async throws {
        let reply = try await TestServer().get("/user/settings?jwtToken=\(token)")
        #expect(reply.status == .badRequest)
        #expect(reply.text == "Please go to Settings and authorize CRM platform")
    }

    @Test func `a user whose row is gone can still log out and in`() async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        try await server.store.write { store throws(StoreError) in
            try store.removeUser("testUserId", platform: "testCRM")
        }
        #expect(await server.get("/user/settings?jwtToken=\(token)").text == "{}")
        #expect(await server.send(.post, "/user/settings?jwtToken=\(token)", body: [:]).text == "User not found")
        #expect(await server.send(.post, "/unAuthorize?jwtToken=\(token)").text == "User not found")
        #expect(await server.get("/hostname?jwtToken=\(token)").text == "User not found")
        _ = try await server.logIn()
    }

    @Test func `preloading tells where the manifest is, and nothing else of the account`() async throws {
        let server = try TestServer()
        #expect(await server.get("/user/preloadSettings?rcAccountId=\(Self.account)").text == "{}")
        try await server.setAccount(
            ["customCrmManifestUrl": ["value": "https://m.test/m"], "secret": ["value": "s"]],
            Self.account
        )
        let reply = await server.get("/user/preloadSettings?rcAccountId=\(Self.account)")
        #expect(try reply.json["customCrmManifestUrl"]?["url"] == "https://m.test/m")
        #expect(!reply.text.contains("secret"))
        for query in ["", "?rcAccountId=undefined", "?rcAccountId=42"] {
            let refused = await server.get("/user/preloadSettings\(query)")
            #expect(refused.status == .badRequest)
            #expect(refused.text == "Cannot find rc user login")
        }
    }

    @Test func `hashes are those of the reference`() async throws {
        let server = try TestServer()
        let reply = try await server.get("/userInfoHash?extensionId=4002&accountId=4001").json
        #expect(reply["extensionId"] == "b506de53c2eff6f4b4d1a271ffdbb415de555f103aa401a4aba568112be1ff29")
        #expect(reply["accountId"] == "02e4d0c39ce21424e58884e3716ae7ee776390e23224f606a8b9bb8830a73ae4")
        for query in ["", "?extensionId=1", "?accountId=1&extensionId=", "?extensionId=undefined&accountId=1"] {
            #expect(await server.get("/userInfoHash\(query)").status == .badRequest)
        }
    }

    @Test func `nobody is an administrator`() async throws {
        let reply = try await TestServer().get("/admin/settings?jwtToken=x&rcAccessToken=y")
        #expect(reply.status == .forbidden)
        #expect(reply.text == "Admin validation failed")
    }
}
