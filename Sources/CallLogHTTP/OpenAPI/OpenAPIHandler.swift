import HTTPCore

/// `GET /openapi.json`: the description of every route, as it is kept in the repository (OpenAPI 3.1).
struct OpenAPIHandler: HTTPHandler {
    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        .json(PackageResources.openapi_json)
    }
}
