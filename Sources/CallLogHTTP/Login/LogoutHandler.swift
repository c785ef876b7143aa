import CallLog
import HTTPCore
import StrictJSON

/// `POST /unAuthorize`: ends the user's sessions and forgets the CRM's tokens (contract 13.1).
///
/// The message stands both bare, as the reference sends it, and where the client looks for it (contract 14.3 item 30).
struct LogoutHandler: SessionHandler {
    let logins: LoginService
    let adapters: AdapterRegistry

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        guard let user = session.user else { throw HTTPFailure(.badRequest, ReturnMessage.userNotFound.message) }
        let name = adapters[user.platform]?.profile.displayName ?? user.platform.rawValue
        do throws(LoginRefusal) {
            switch try await logins.logout(user) {
            case .complete:
                return reply(ReturnMessage("Logged out of \(name)", .success, ttlInMilliseconds: 1000), "ok")
            case .notRevoked(let error):
                let message = ReturnMessage(
                    "Logged out of \(name)",
                    .success,
                    ttlInMilliseconds: 3000,
                    details: "\(name) could not be told. Remove the app in its settings to end its access at once."
                )
                return reply(message, "not-revoked-\(error)")
            }
        } catch {
            return reply(.refused(error, name), error.description)
        }
    }

    private func reply(_ message: ReturnMessage, _ outcome: String) -> HTTPResponse {
        var object = message.json.objectValue ?? [:]
        object["returnMessage"] = message.json
        var response = HTTPResponse.json(JSONValue.object(object).encoded)
        response.set(outcome, for: .outcome)
        return response
    }
}
