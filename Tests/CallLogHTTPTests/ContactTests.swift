import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogHTTP

@Suite struct ContactTests {
    static let ada = Contact(
        id: 42,
        name: "Ada",
        type: "contact",
        additionalInfo: ["deals": [["const": 5, "title": "Big"]]]
    )

    private func find(_ server: TestServer, _ token: String, _ query: String = "phoneNumber=+16505550100") async
        -> HTTPResponse
    {
        await server.get("/contact?jwtToken=\(token)&\(query)&isExtension=false")
    }

    @Test func `everybody with the number is listed, then the entry to create one`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        server.crm.change { $0.contacts = [Self.ada, Contact(id: 43, name: "Bob")] }
        let reply = try await find(server, token).json
        #expect(reply["successful"] == true)
        #expect(reply["returnMessage"] == .null)
        let contacts = try #require(reply["contact"]?.arrayValue)
        #expect(contacts.compactMap { $0["id"] } == [42, 43, "createNewContact"], "ids keep their type")
        #expect(contacts[0]["phone"] == "+16505550100")
        #expect(contacts[0]["additionalInfo"]?["deals"]?.arrayValue?.count == 1)
        #expect(contacts[1]["additionalInfo"] == .null)
        #expect(contacts[2]["name"] == "Create new contact..." && contacts[2]["isNewContact"] == true)
    }

    @Test func `nobody is a warning and the entry to create one`() async throws {
        let server = try TestServer()
        let reply = await find(server, try await server.logInWithCode())
        #expect(try reply.json["successful"] == true)
        #expect(try reply.message == "Contact not found")
        #expect(try reply.json["contact"]?.arrayValue?.compactMap { $0["id"] } == ["createNewContact"])
    }

    @Test(arguments: ["+16505550100", "%2B16505550100", "%2016505550100", "+1%20(650)%20555-0100"])
    func `a number is normalised once, with its lost plus`(number: String) async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        _ = await find(server, token, "phoneNumber=\(number)&overridingFormat=")
        #expect(server.crm.state.searches == [PhoneNumberQuery(e164: "+16505550100")])
    }

    @Test func `other ways to write the number are tried as well`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        _ = await find(server, token, "phoneNumber=+16505550100&overridingFormat=%2B1**********,(***)%20***-****,****")
        #expect(server.crm.state.searches == [PhoneNumberQuery(e164: "+16505550100", alternatives: ["(650) 555-0100"])])
    }

    @Test(arguments: ["phoneNumber=101", "phoneNumber=+16505550100&isExtension=true"])
    func `an internal extension is nobody's number`(query: String) async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        let reply = await server.get("/contact?jwtToken=\(token)&\(query)")
        #expect(reply.status == .ok)
        #expect(try reply.json["successful"] == false)
        #expect(try reply.json["contact"] == [])
        #expect(try reply.message == "Logging against internal extension number is not supported.")
        #expect(server.crm.state.searches.isEmpty)
    }

    @Test func `what was found is kept for minutes and for this user only`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        server.crm.change { $0.contacts = [Self.ada] }
        let first = await find(server, token)
        server.crm.change { $0.contacts = [] }
        let second = await find(server, token)
        #expect(first.body == second.body)
        #expect(server.crm.state.searches.count == 1)

        _ = await find(server, token, "phoneNumber=+16505550100&isForceRefreshAccountData=true")
        #expect(server.crm.state.searches.count == 2, "asked anew on request")

        let other = try await server.logIn()
        #expect(try await find(server, other).message == "Contact not found")

        server.crm.change { $0.contacts = [Self.ada] }
        server.time.advance(by: .seconds(181))
        #expect(try await find(server, token).json["contact"]?.arrayValue?.count == 2)
        #expect(server.crm.state.searches.count == 3)
    }

    @Test func `nobody is kept for a shorter time`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        _ = await find(server, token)
        _ = await find(server, token)
        #expect(server.crm.state.searches.count == 1)
        server.time.advance(by: .seconds(31))
        _ = await find(server, token)
        #expect(server.crm.state.searches.count == 2)
    }

    @Test func `a contact created is found at once`() async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        #expect(try await find(server, token).message == "Contact not found")
        let created = await server.send(
            .post,
            "/contact?jwtToken=\(token)",
            body: ["phoneNumber": "+16505550100", "newContactName": "Carla", "newContactType": "contact"]
        )
        #expect(try created.message == "Contact created.")
        let id = try #require(try created.json["contact"]?["id"])
        let found = try await find(server, token).json["contact"]?.arrayValue
        #expect(found?.first?["id"] == id)
        #expect(found?.first?["name"] == "Carla")
        #expect(found?.first?["additionalInfo"]?["associatedDeal"]?.arrayValue?.count == 3)
        let search = await server.get("/custom/contact/search?jwtToken=\(token)&name=carl")
        #expect(try search.json["contact"]?.arrayValue?.compactMap { $0["id"] } == [id])
    }

    @Test func `a contact without a name is called by its number`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        let body: JSONValue = ["phoneNumber": " 16505550100", "newContactName": " "]
        let reply = await server.send(.post, "/contact?jwtToken=\(token)", body: body)
        #expect(try reply.json["contact"]?["name"] == "+16505550100")
        #expect(server.crm.state.created.map(\.phoneNumber) == ["+16505550100"])
    }

    @Test(arguments: [
        (CRMError.Reason.notPermitted, 400), (.dataRefused(field: "phones"), 400), (.unavailable, 503),
        (.rateLimited(retryAfter: nil), 503),
    ])
    func `a contact that was not created is a sentence and never a 200`(
        reason: CRMError.Reason,
        status: Int
    ) async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        server.crm.change { $0.failure = reason }
        let reply = await server.send(.post, "/contact?jwtToken=\(token)", body: ["phoneNumber": "+16505550100"])
        #expect(reply.status.code == status)
        #expect(reply.contentType == .plainText)
        #expect(reply.text.hasSuffix("."))
    }

    @Test(arguments: ["", "phoneNumber=", "phoneNumber=anonymous", "phoneNumber=\(String(repeating: "1", count: 65))"])
    func `without a number nobody is searched`(query: String) async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        let reply = await server.get("/contact?jwtToken=\(token)&\(query)")
        #expect(try reply.json["successful"] == false)
        #expect(try reply.json["contact"] == [])
        #expect(try reply.message?.contains("phoneNumber") == true)
        #expect(server.crm.state.searches.isEmpty)
    }

    @Test func `a failing CRM is a message, with a list the client can go through`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        for reason in [CRMError.Reason.unavailable, .notPermitted, .storeFailed] {
            server.crm.change { $0.failure = reason }
            for target in ["/contact?phoneNumber=+16505550100", "/custom/contact/search?name=Ada"] {
                let reply = await server.get("\(target)&jwtToken=\(token)")
                #expect(reply.status == .ok)
                #expect(try reply.json["successful"] == false)
                #expect(try reply.json["contact"] == [])
                #expect(try reply.message?.isEmpty == false)
            }
        }
        server.crm.change { $0.failure = nil }
        #expect(try await find(server, token).json["successful"] == true, "a failure is not kept")
    }

    @Test func `a session the CRM has ended is a 401`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        server.crm.change { $0.failure = .credentialsRejected }
        let reply = await find(server, token)
        #expect(reply.status == .unauthorized)
        #expect(try reply.json["errorCode"] == "CRM_SESSION_REVOKED")
    }

    @Test func `a repeated Idempotency-Key creates one contact`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        for _ in 0..<2 {
            let reply = await server.send(
                .post,
                "/contact?jwtToken=\(token)",
                headers: ["idempotency-key": "k"],
                body: ["phoneNumber": "+16505550100", "newContactName": "Ada"]
            )
            #expect(try reply.json["contact"]?["id"] == 9)
        }
        #expect(server.crm.state.created.count == 1)
    }

    @Test func `a used or unreadable Idempotency-Key is no 200 without a contact`() async throws {
        let server = try TestServer()
        let token = try await server.logInWithCode()
        let create = { (number: String) in
            await server.send(
                .post,
                "/contact?jwtToken=\(token)",
                headers: ["idempotency-key": "k"],
                body: ["phoneNumber": .string(number), "newContactName": "Ada"]
            )
        }
        #expect(await create("+16505550100").status == .ok)
        let other = await create("+16505550101")
        #expect(other.status == .badRequest)
        #expect(other.text == "This Idempotency-Key was used for another request. Use a new key.")
        #expect(server.crm.state.created.count == 1)
    }
}
