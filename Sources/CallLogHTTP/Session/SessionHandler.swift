import CallLog
import HTTPCore

/// Answers requests of a known session.
protocol SessionHandler: Sendable {
    /// The call logs that the session is to bring along: read in the one transaction that finds its user, because a
    /// transaction costs as much as all the rest of a lookup. Default: none.
    func callLogs(
        wantedBy request: HTTPRequest,
        of user: CRMUser,
        in store: any StoreReader
    ) throws(StoreError) -> [CallLogRecord]

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse
}

extension SessionHandler {
    func callLogs(
        wantedBy request: HTTPRequest,
        of user: CRMUser,
        in store: any StoreReader
    ) throws(StoreError) -> [CallLogRecord] { [] }
}

/// Lets only requests with a valid session through, and renews a token that is about to end, on errors too.
struct Authenticated: HTTPHandler {
    private let sessions: SessionAuthenticator
    private let handler: any SessionHandler
    private let replyWhenEnded: HTTPResponse?

    /// - Parameter replyWhenEnded: The answer to an authentic token that is expired or revoked; `nil` refuses it like
    ///   any other.
    init(_ handler: any SessionHandler, sessions: SessionAuthenticator, replyWhenEnded: HTTPResponse? = nil) {
        self.sessions = sessions
        self.handler = handler
        self.replyWhenEnded = replyWhenEnded
    }

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let session: CRMSession
        switch try await sessions.standing(of: request, reading: handler.callLogs) {
        case .valid(let valid): session = valid
        case .ended:
            guard let replyWhenEnded else { throw SessionAuthenticator.refusal }
            return replyWhenEnded
        case .none: throw SessionAuthenticator.refusal
        // Asking the person to sign in again would not help: the token is good.
        case .storeFailed: return Reply.failure(.databaseFailed, outcome: "store-failed")
        }
        var response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await handler.respond(to: request, as: session)
        } catch {
            response = error.response
        }
        response.facts.platform = session.claims.platform.rawValue
        if let token = sessions.renewedToken(for: session) { response.set(token, for: .refreshedToken) }
        return response
    }
}
