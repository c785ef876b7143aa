import HTTPCore
import StrictJSON

/// `GET /serverVersionInfo`: the version of the software (contract 13.1).
struct VersionHandler: HTTPHandler {
    let server: ServerDescription

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        .json(JSONValue.object(["version": .string(server.version)]).encoded)
    }
}
