import CallLog
import HTTPCore

/// `GET /oauth-callback`: connects with the authorization code the CRM sent (contract 13.1).
///
/// Refusals are 200 with a message, because the client shows nothing of an HTTP error here. The exception is a request
/// that names no address: the client sends `callbackUri=undefined` by mistake, and nobody is waiting for an answer.
/// `hostname` is not read: it is `temp` or what the client believes, and the CRM knows its host best.
struct OAuthCallbackHandler: HTTPHandler {
    let logins: LoginService
    let adapters: AdapterRegistry
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let callback = CallbackURI(request) else { throw HTTPFailure(.badRequest, "Missing callbackUri") }
        guard let platform = callback.platform else { throw HTTPFailure(.badRequest, "Missing platform name") }
        let name = adapters[platform]?.profile.displayName ?? "this platform"
        do throws(LoginRefusal) {
            if callback.code == nil, callback.error != nil { throw .deniedByPerson }
            let login = try await logins.login(
                code: callback.code,
                to: platform,
                from: LoginService.Origin(of: request, hashing: hashing)
            )
            return LoginReply.connected(login, to: name)
        } catch {
            return LoginReply.refused(error, name)
        }
    }
}
