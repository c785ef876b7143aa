import CallLog
import HTTPCore

/// Answers requests of a known session.
protocol SessionHandler: Sendable {
    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse
}

/// Lets only requests with a valid session through, and renews a token that is about to end, on errors too.
struct Authenticated: HTTPHandler {
    private let sessions: SessionAuthenticator
    private let handler: any SessionHandler

    init(_ handler: any SessionHandler, sessions: SessionAuthenticator) {
        self.sessions = sessions
        self.handler = handler
    }

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let session = try await sessions.session(of: request)
        var response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await handler.respond(to: request, as: session)
        } catch {
            response = error.response
        }
        if let token = sessions.renewedToken(for: session) { response.set(token, for: .refreshedToken) }
        return response
    }
}
