import CallLog
import HTTPCore
import Testing

@testable import CallLogHTTP

/// Who is let through to a route that needs a session.
@Suite struct SessionTests {
    static let routes: [(HTTPMethod, String)] = [
        (.get, "/callLog"), (.post, "/callLog"), (.patch, "/callLog"), (.post, "/callLog/cacheNote"),
        (.put, "/callDisposition"), (.get, "/contact"), (.post, "/contact"), (.get, "/custom/contact/search"),
        (.get, "/user/settings"), (.post, "/user/settings"), (.get, "/hostname"), (.post, "/unAuthorize"),
    ]

    @Test(arguments: routes)
    func `a store that cannot be read does not send anybody to sign in again`(
        method: HTTPMethod,
        path: String
    ) async throws {
        let server = try TestServer()
        let token = try await server.logIn()
        server.store.fail(with: StoreError(.inputOutput))
        let reply = await server.send(method, "\(path)?jwtToken=\(token)", body: method == .get ? nil : [:])
        #expect(reply.status == .ok)
        #expect(try reply.json["successful"] == false)
        #expect(try reply.message == "Database operation failed")

        let forged = await server.send(method, "\(path)?jwtToken=\(token)x", body: method == .get ? nil : [:])
        #expect(forged.status == .badRequest)
        #expect(forged.text == "Please go to Settings and authorize CRM platform")
    }
}
