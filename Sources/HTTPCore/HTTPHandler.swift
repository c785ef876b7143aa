/// Answers requests.
///
/// The one method that the FastCGI worker, the CGI program, tests and an embedding host call.
public protocol HTTPHandler: Sendable {
    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}

extension HTTPHandler {
    /// The answer to `request`; a failure is an answer too.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await respond(to: request)
        } catch {
            return error.response
        }
    }
}
