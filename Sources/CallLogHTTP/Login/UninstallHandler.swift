import CallLog
import HTTPCore

/// `DELETE /pipedrive-redirect`: Pipedrive tells that a user took the app off their account (contract 11.7).
struct UninstallHandler: HTTPHandler {
    let logins: LoginService
    let adapters: AdapterRegistry

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let adapter = adapters[RedirectPageHandler.platform] as? any UninstallReceiving else {
            throw HTTPFailure(.notFound, "This server does not offer \(RedirectPageHandler.platform).")
        }
        let notice: UninstallNotice
        do throws(UninstallRefusal) {
            notice = try adapter.uninstalled(authorization: request.headers["authorization"], body: request.body)
        } catch {
            switch error {
            case .unauthorized: throw HTTPFailure(.unauthorized, "Unauthorized")
            case .malformed: throw HTTPFailure(.badRequest, "Missing user_id")
            }
        }
        do throws(LoginRefusal) {
            // A user we do not know is gone already: the CRM's wish is fulfilled.
            let wasFound = try await logins.end(notice, at: adapter.platform)
            var response = HTTPResponse.text("User deleted")
            response.set(wasFound ? "ok" : "user-not-found", for: .outcome)
            return response
        } catch {
            throw HTTPFailure(.serviceUnavailable, "The server could not do this. Try again.")
        }
    }
}
