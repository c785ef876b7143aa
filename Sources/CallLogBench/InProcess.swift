import CallLog
import CallLogHTTP
import FastCGI
import Foundation
import HTTPCore
import SQLiteStore
import ServerAssembly
import SessionToken
import StrictJSON

/// Times the parts of a request inside this process.
struct InProcess {
    let parts: ServerParts
    let token: String

    struct Figure {
        var name: String
        var microseconds: Double
    }

    func run() async throws -> [Figure] {
        let body = Array(Self.body.utf8)
        let variables: CGIVariables = [
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/callLog", "SERVER_PROTOCOL": "HTTP/1.1",
            "QUERY_STRING": "jwtToken=\(token)&sessionIds=bench1&requireDetails=false", "CONTENT_LENGTH": "",
            "CONTENT_TYPE": "", "REQUEST_SCHEME": "http", "HTTP_HOST": "127.0.0.1", "REQUEST_ID": "0123456789abcdef",
            "HTTP_ACCEPT": "application/json, text/plain, */*", "HTTP_USER_AGENT": "bench",
        ]
        let request = try HTTPRequest(cgi: variables, body: [])
        let reply = await parts.routes.answer(request)
        let call = Call(json: try JSONValue(parsing: body)["logInfo"]?.objectValue ?? [:])
        let composer = CallLogComposer(digest: { [hashing = parts.hashing] in hashing.digest($0) })
        let now = parts.time.now()
        var figures: [Figure] = []

        figures.append(time("token verify", 20_000) { _ = try? parts.tokens.verify(token, now: now) })
        figures.append(time("environment to request", 20_000) { _ = try? HTTPRequest(cgi: variables, body: []) })
        figures.append(time("query parse", 20_000) { _ = request.query["sessionIds"] })
        figures.append(time("JSON body parse", 5_000) { _ = try? JSONValue(parsing: body) })
        figures.append(time("reply encode", 20_000) { _ = CGIResponse.encode(reply) })
        figures.append(
            time("compose a body", 5_000) {
                _ = composer.compose(
                    .init(
                        format: .html,
                        call: call,
                        content: CallContent(note: "Wants a quote.", subject: "Outbound Call to Carla Customer"),
                        settings: ComposerSettings(),
                        timeZoneName: "Europe/Berlin"
                    )
                )
            }
        )
        figures.append(
            try await time("store: user and one session", 10_000) {
                _ = try await parts.store.read { store throws(StoreError) in
                    (
                        try store.user("bench", platform: "testCRM"),
                        try store.callLogs(of: ["bench1"], tenant: Tenant(platform: "testCRM", host: ""))
                    )
                }
            }
        )
        figures.append(try await time("whole GET, in process", 10_000) { _ = await parts.routes.answer(request) })
        figures.append(
            try await time("one durable commit", 500) {
                try await parts.store.write { store throws(StoreError) in
                    try store.setLease(Lease(owner: "bench", until: now), name: "bench")
                }
            }
        )
        return figures
    }

    private func time(_ name: String, _ count: Int, _ body: () -> Void) -> Figure {
        for _ in 0..<count / 10 { body() }
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<count { body() }
        return Figure(
            name: name,
            microseconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1000 / Double(count)
        )
    }

    private func time(_ name: String, _ count: Int, _ body: () async throws -> Void) async throws -> Figure {
        for _ in 0..<count / 10 { try await body() }
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<count { try await body() }
        return Figure(
            name: name,
            microseconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1000 / Double(count)
        )
    }

    static let body = """
        {"logInfo":{"id":"AbcDEFghIJ","sessionId":"4503991234567","telephonySessionId":"s-a0d17f24b3cf1z18ef3a2b4c",\
        "startTime":"2024-04-18T14:03:21.000Z","duration":125,"type":"Voice","direction":"Outbound",\
        "action":"VoIP Call","result":"Call connected","from":{"phoneNumber":"+16505550100","name":"Alex Agent"},\
        "to":{"phoneNumber":"+12125550147","name":"Carla Customer","location":"New York, NY"},\
        "customSubject":"Outbound Call to Carla Customer"},"note":"Wants a quote for 40 seats.","contactId":42,\
        "additionalSubmission":{},"overridingFormat":[],"contactType":"contact","contactName":"Carla Customer"}
        """
}
