import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogHTTP

/// The document and the server are held against each other, in both directions.
@Suite struct OpenAPITests {
    @Test func `every route is described and nothing else is`() async throws {
        let server = try TestServer()
        let document = try await server.get("/openapi.json").json
        #expect(document["openapi"] == "3.1.0")
        let described = (document["paths"]?.objectValue?.members ?? []).flatMap { path, item in
            (item.objectValue?.keys ?? []).map { "\($0.uppercased()) \(path)" }
        }
        #expect(Set(described) == Set(server.routes.entries.map { "\($0.method.rawValue) \($0.path)" }))
    }

    @Test func `every reference leads somewhere, and every schema is used`() async throws {
        let document = try await TestServer().get("/openapi.json").json
        let check = SchemaCheck(document: document)
        let references = Set(Self.references(in: .object(document)))
        for name in references { #expect(!check.resolved(name).isNull, "\(name)") }
        for kind in ["schemas", "parameters", "responses"] {
            for name in document["components"]?[kind]?.objectValue?.keys ?? [] {
                #expect(references.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name) is used by nobody")
            }
        }
        let operations = (document["paths"]?.objectValue?.members ?? [])
            .flatMap { $0.value.objectValue?.members.map(\.value) ?? [] }
        let ids = operations.compactMap { $0["operationId"]?.stringValue }
        #expect(ids.count == operations.count && Set(ids).count == ids.count)
        #expect(operations.allSatisfy { $0["summary"] != nil && $0["responses"] != nil })
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .array(let values): values.flatMap { references(in: $0) }
        case .object(let object):
            object.members.flatMap { key, value in
                if key == "$ref", let name = value.stringValue { [name] } else { references(in: value) }
            }
        default: []
        }
    }

    @Test func `real requests and replies are as described`() async throws {
        let server = try TestServer()
        let check = SchemaCheck(document: try await server.get("/openapi.json").json)
        let token = try await server.logIn()
        let oauth = try await server.logInWithCode()
        var checked: Set<String> = []
        for exchange in Self.exchanges(token: token, oauth: oauth) {
            let reply = await server.send(
                exchange.method,
                exchange.target,
                headers: exchange.headers,
                body: exchange.body
            )
            let path = String(exchange.target.prefix { $0 != "?" })
            let operation = check.document["paths"]?[path]?[exchange.method.rawValue.lowercased()]
            var response = try #require(
                operation?["responses"]?[String(reply.status.code)],
                "\(path) \(reply.status.code)"
            )
            if let name = response["$ref"]?.stringValue { response = check.resolved(name) }
            let type = String(reply.contentType.rawValue.prefix { $0 != ";" })
            let schema = try #require(response["content"]?[type]?["schema"], "\(path): \(type) is not described")
            let value = reply.contentType == .json ? try JSONValue(parsing: reply.body) : .string(reply.text)
            #expect(check.problems(value, schema) == [], "\(exchange.method.rawValue) \(path): \(reply.text)")
            if let body = exchange.body, reply.status == .ok, reply.header(.outcome) != "field-missing" {
                let schema = try #require(operation?["requestBody"]?["content"]?["application/json"]?["schema"])
                #expect(check.problems(body, schema) == [], "\(exchange.method.rawValue) \(path): request")
            }
            checked.insert("\(exchange.method.rawValue) \(path)")
        }
        #expect(
            checked == Set(server.routes.entries.map { "\($0.method.rawValue) \($0.path)" }),
            "every route was asked"
        )
    }

    struct Exchange {
        var method: HTTPMethod
        var target: String
        var headers: HTTPHeaders = [:]
        var body: JSONValue?

        init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], _ body: JSONValue? = nil) {
            (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
        }
    }

    private static func exchanges(token: String, oauth: String) -> [Exchange] {
        let call: JSONValue = [
            "logInfo": [
                "id": "r1", "sessionId": "77", "telephonySessionId": "s-77", "direction": "Outbound",
                "startTime": 1_713_449_001_000, "duration": 125, "result": "Call connected",
                "from": ["phoneNumber": "+16505550100", "name": "Alex Agent"],
                "to": ["phoneNumber": "+12125550147", "name": "Carla"], "customSubject": "Outbound Call to Carla",
                "recording": ["link": "(pending...)", "expiry": 1_713_449_009_000],
            ],
            "note": "n", "contactId": 42, "contactType": "contact", "contactName": "Carla",
            "additionalSubmission": ["associatedDeal": "eA22"], "overridingFormat": [],
        ]
        let j = "jwtToken=\(token)"
        let hash = String(repeating: "0", count: 64)
        return [
            Exchange(.post, "/callLog?\(j)", call), Exchange(.post, "/callLog?\(j)", call),
            Exchange(.post, "/callLog?\(j)", [:]), Exchange(.post, "/callLog?jwtToken=x", call),
            Exchange(.get, "/callLog?\(j)&sessionIds=77,78&requireDetails=true"),
            Exchange(.get, "/callLog?\(j)&sessionIds=77,78"), Exchange(.get, "/callLog?\(j)"),
            Exchange(.patch, "/callLog?\(j)", ["sessionId": "77", "subject": "s", "note": "m", "duration": 130]),
            Exchange(.patch, "/callLog?\(j)", ["sessionId": "404"]), Exchange(.patch, "/callLog?\(j)", [:]),
            Exchange(.put, "/callDisposition?\(j)", ["sessionId": "77", "dispositions": ["associatedDeal": "aC92"]]),
            Exchange(.put, "/callDisposition?\(j)", ["sessionId": "404", "dispositions": [:]]),
            Exchange(.post, "/callLog/cacheNote?\(j)", ["sessionId": "79", "note": "typed"]),
            Exchange(.post, "/callLog/cacheNote?\(j)", ["note": "typed"]),
            Exchange(.get, "/contact?\(j)&phoneNumber=+16505550100"), Exchange(.get, "/contact?\(j)"),
            Exchange(.post, "/contact?\(j)", ["phoneNumber": "+16505550100", "newContactName": "Carla"]),
            Exchange(.post, "/contact?\(j)", [:]),
            Exchange(.get, "/contact?\(j)&phoneNumber=+16505550100&overridingFormat=(***)%20***-****"),
            Exchange(.get, "/custom/contact/search?\(j)&name=Carla"),
            Exchange(.get, "/custom/contact/search?\(j)&name=Zoe"), Exchange(.get, "/custom/contact/search?\(j)"),
            Exchange(.post, "/apiKeyLogin?state=platform=testCRM", ["apiKey": "k", "additionalInfo": ["apiKey": "k"]]),
            Exchange(.post, "/apiKeyLogin?state=platform=testCRM", ["apiKey": ""]),
            Exchange(.post, "/apiKeyLogin", ["apiKey": "k"]),
            Exchange(.get, "/oauth-callback?callbackUri=https://x.test/r?code=C&state=platform=pipedrive"),
            Exchange(.get, "/oauth-callback?callbackUri=https://x.test/r&state=platform=pipedrive"),
            Exchange(.get, "/oauth-callback?callbackUri=undefined"), Exchange(.get, "/pipedrive-redirect?code=C"),
            Exchange(.delete, "/pipedrive-redirect", headers: ["authorization": "Basic x"]),
            Exchange(.get, "/user/settings?\(j)"),
            Exchange(
                .post,
                "/user/settings?\(j)",
                ["userSettings": ["a": ["value": 1]], "settingKeysToRemove": ["b"]]
            ),
            Exchange(.get, "/user/settings?\(j)"), Exchange(.get, "/user/settings?jwtToken=x"),
            Exchange(.get, "/user/preloadSettings?rcAccountId=\(hash)"), Exchange(.get, "/user/preloadSettings"),
            Exchange(.get, "/userInfoHash?extensionId=1&accountId=2"), Exchange(.get, "/userInfoHash"),
            Exchange(.get, "/admin/settings?\(j)"), Exchange(.get, "/hostname?\(j)"),
            Exchange(.get, "/crmManifest"), Exchange(.get, "/crmManifest?platformName=x"),
            Exchange(.get, "/implementedInterfaces?platform=testCRM"), Exchange(.get, "/implementedInterfaces"),
            Exchange(.get, "/releaseNotes"), Exchange(.get, "/serverVersionInfo"), Exchange(.get, "/openapi.json"),
            Exchange(.get, "/isAlive"), Exchange(.post, "/unAuthorize?\(j)"), Exchange(.post, "/unAuthorize?\(j)"),
            Exchange(
                .delete,
                "/pipedrive-redirect",
                headers: ["authorization": "Basic proof"],
                ["client_id": "id", "company_id": 1, "user_id": 7, "timestamp": "2026-01-01"]
            ),
            Exchange(.get, "/user/settings?jwtToken=\(oauth)"),
        ]
    }
}
