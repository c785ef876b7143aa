import CallLog
import CallLogHTTP
import FastCGI
import Foundation
import HTTPCore
import ServerAssembly
import SessionToken
import StrictJSON

/// The parts of a request, done inside this process.
struct InProcess {
    let parts: ServerParts
    let token: String

    /// The parts in the order in which a request meets them; the last is one durable commit.
    func operations() async throws -> [Operation] {
        let body = Array(Self.body.utf8)
        let variables: CGIVariables = [
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/callLog", "SERVER_PROTOCOL": "HTTP/1.1",
            "QUERY_STRING": "jwtToken=\(token)&sessionIds=bench1&requireDetails=false", "CONTENT_LENGTH": "",
            "CONTENT_TYPE": "", "REQUEST_SCHEME": "http", "HTTP_HOST": "127.0.0.1", "REQUEST_ID": "0123456789abcdef",
            "HTTP_ACCEPT": "application/json, text/plain, */*", "HTTP_USER_AGENT": "bench",
        ]
        let request = try HTTPRequest(cgi: variables, body: [])
        let reply = await parts.routes.answer(request)
        guard reply.header(.outcome) == "ok" else { throw CocoaError(.featureUnsupported) }
        let input = CallLogComposer.Input(
            format: .html,
            call: Call(json: try JSONValue(parsing: body)["logInfo"]?.objectValue ?? [:]),
            content: CallContent(note: "Wants a quote.", subject: "Outbound Call to Carla Customer"),
            settings: ComposerSettings(),
            timeZoneName: "Europe/Berlin"
        )
        let composer = CallLogComposer(digest: { [hashing = parts.hashing] in hashing.digest($0) })
        let now = parts.time.now()
        return [
            repeated("environment to request", 20_000) { _ = try HTTPRequest(cgi: variables, body: []) },
            repeated("query parse", 20_000) { _ = request.query["sessionIds"] },
            repeated("token verify", 20_000) { _ = try parts.tokens.verify(token, now: now) },
            Operation(name: "store: user and one session", repeats: 10_000) { count in
                for _ in 0..<count { try await lookUp() }
            },
            repeated("reply encode", 20_000) { _ = CGIResponse.encode(reply) },
            Operation(name: "whole GET", repeats: 10_000) { count in
                for _ in 0..<count { _ = await parts.routes.answer(request) }
            },
            repeated("JSON body parse", 5_000) { _ = try JSONValue(parsing: body) },
            repeated("compose a body", 5_000) { _ = composer.compose(input) },
            Operation(name: "claim and settle", repeats: 300, run: claimAndSettle),
            Operation(name: "whole POST", repeats: 300, run: post),
            Operation(name: "one durable commit", repeats: 500) { count in
                for _ in 0..<count {
                    try await parts.store.write { store throws(StoreError) in
                        try store.setLease(Lease(owner: "bench", until: now), name: "bench")
                    }
                }
            },
        ]
    }

    private func repeated(_ name: String, _ repeats: Int, _ body: @escaping () throws -> Void) -> Operation {
        Operation(name: name, repeats: repeats) { count in
            for _ in 0..<count { try body() }
        }
    }

    private func lookUp() async throws {
        _ = try await parts.store.read { store throws(StoreError) in
            (
                try store.user("bench", platform: "testCRM"),
                try store.callLogs(of: ["bench1"], tenant: Tenant(platform: "testCRM", host: ""))
            )
        }
    }

    /// Logs calls in a CRM that answers at once: the claim, the body, the settled row, and no HTTP.
    private func claimAndSettle(_ count: Int) async throws {
        let crm = AnsweringCRM()
        let service = CallLogService(
            store: parts.store,
            adapters: AdapterRegistry([crm]),
            composer: CallLogComposer(digest: { [hashing = parts.hashing] in hashing.digest($0) }),
            hashing: parts.hashing,
            time: parts.time
        )
        let now = parts.time.now()
        let user = CRMUser(
            platform: crm.platform,
            id: "bench",
            accessToken: AccessToken("key"),
            sessionVersion: "1",
            createdAt: now,
            updatedAt: now
        )
        let info = try JSONValue(parsing: Array(Self.body.utf8))["logInfo"]?.objectValue ?? [:]
        for _ in 0..<count {
            let new = CallLogService.NewCallLog(
                call: Call(json: info),
                content: CallContent(note: "Wants a quote."),
                contact: CallContact(id: "42", name: "Carla Customer"),
                identity: ExtensionIdentity(),
                requestDigest: [0]
            )
            _ = try await service.createCallLog(new, session: CallSessionID(rawValue: Self.newSession()), as: user)
        }
    }

    private func post(_ count: Int) async throws {
        for _ in 0..<count {
            let body = Self.body.replacingOccurrences(of: "4503991234567", with: Self.newSession())
            let request = HTTPRequest(
                method: .post,
                path: "/callLog",
                queryString: "jwtToken=\(token)",
                headers: ["content-type": "application/json"],
                body: Array(body.utf8)
            )
            guard await parts.routes.answer(request).header(.outcome) == "ok" else {
                throw CocoaError(.featureUnsupported)
            }
        }
    }

    private static func newSession() -> String { "\(UInt64.random(in: 1_000_000_000_000...9_999_999_999_999))" }

    static let body = """
        {"logInfo":{"id":"AbcDEFghIJ","sessionId":"4503991234567","telephonySessionId":"s-a0d17f24b3cf1z18ef3a2b4c",\
        "startTime":"2024-04-18T14:03:21.000Z","duration":125,"type":"Voice","direction":"Outbound",\
        "action":"VoIP Call","result":"Call connected","from":{"phoneNumber":"+16505550100","name":"Alex Agent"},\
        "to":{"phoneNumber":"+12125550147","name":"Carla Customer","location":"New York, NY"},\
        "customSubject":"Outbound Call to Carla Customer"},"note":"Wants a quote for 40 seats.","contactId":42,\
        "additionalSubmission":{},"overridingFormat":[],"contactType":"contact","contactName":"Carla Customer"}
        """
}
