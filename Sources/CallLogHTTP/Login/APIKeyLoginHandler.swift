import CallLog
import HTTPCore
import StrictJSON

/// `POST /apiKeyLogin?state=platform=<p>`: connects with an API key (contract 13.1).
///
/// Every refusal is a 4xx: the client takes any 2xx for a login.
struct APIKeyLoginHandler: HTTPHandler {
    let logins: LoginService
    let adapters: AdapterRegistry
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let platform = request.query["state"].flatMap({ LoginState.platform(in: $0) }) else {
            throw HTTPFailure(.badRequest, "Missing platform name")
        }
        let body = try RequestBody.object(of: request)
        // The key travels among the form's fields too; one place is enough for a secret.
        var fields = body["additionalInfo"]?.objectValue ?? [:]
        fields["apiKey"] = nil
        let attempt = APIKeyLogin(
            apiKey: AccessToken(body.text("apiKey") ?? ""),
            hostname: body.identifier("hostname") ?? "",
            fields: fields
        )
        let name = adapters[platform]?.profile.displayName ?? "this platform"
        do throws(LoginRefusal) {
            let login = try await logins.login(
                attempt,
                to: platform,
                from: LoginService.Origin(of: request, hashing: hashing)
            )
            return LoginReply.connected(login, to: name)
        } catch {
            return LoginReply.refused(error, name, status: .badRequest)
        }
    }
}
