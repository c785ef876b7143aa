import CallLog
import HTTPCore

/// `GET /hostname`: the host of the user's CRM as text, for links to its pages (contract 13.1).
struct HostnameHandler: SessionHandler {
    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        guard let user = session.user else { throw HTTPFailure(.badRequest, ReturnMessage.userNotFound.message) }
        return .text(user.hostname)
    }
}
