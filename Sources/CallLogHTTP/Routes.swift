import CallLog
import HTTPCore

/// Every route of the server, ready to be mounted: FastCGI, CGI and an embedding host call
/// ``respond(to:)``.
public struct Routes: HTTPHandler {
    private let router: Router

    public init(
        callLogs: CallLogService,
        tokens: any SessionTokenCoding,
        store: any Store,
        hashing: any IdentifierHashing,
        time: any TimeSource
    ) {
        let sessions = SessionAuthenticator(tokens: tokens, store: store, time: time)
        var router = Router()
        func mount(_ method: HTTPMethod, _ path: String, _ handler: any SessionHandler) {
            router.on(method, path, Authenticated(handler, sessions: sessions))
        }
        func repeatable(_ handler: any SessionHandler) -> any SessionHandler {
            IdempotentHandler(handler: handler, store: store, hashing: hashing, time: time)
        }
        mount(.post, "/callLog", repeatable(CreateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.get, "/callLog", LoadCallLogHandler(callLogs: callLogs, hashing: hashing))
        mount(.patch, "/callLog", repeatable(UpdateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.post, "/callLog/cacheNote", CacheNoteHandler(callLogs: callLogs))
        mount(.put, "/callDisposition", repeatable(DispositionHandler(callLogs: callLogs, hashing: hashing)))
        router.on(.get, "/isAlive", AliveHandler())
        self.router = router
    }

    public func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await router.respond(to: request)
    }
}

/// `GET /isAlive`: the process answers.
struct AliveHandler: HTTPHandler {
    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        .text("OK")
    }
}
