/// Answers requests.
///
/// The one method that the FastCGI worker, the CGI program, tests and an embedding host call.
public protocol HTTPHandler: Sendable {
    /// The answer to one request; called by any thread, and by several at once.
    ///
    /// May block its thread for as long as a store takes; suspends while others are waited for.
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
