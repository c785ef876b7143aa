/// Picks the handler by exact path, then by method.
///
/// An unknown path is 404; a known path with another method is 405 with `Allow` (RFC 9110 section 15.5.6).
public struct Router: HTTPHandler {
    private var routes: [String: [HTTPMethod: any HTTPHandler]] = [:]

    /// A router without routes: everything is 404.
    public init() {}

    /// Offers `handler` at a path; a second one for the same method and path replaces the first.
    public mutating func on(_ method: HTTPMethod, _ path: String, _ handler: any HTTPHandler) {
        routes[path, default: [:]][method] = handler
    }

    /// Every route, sorted by path and then by method.
    public var entries: [(path: String, method: HTTPMethod)] {
        routes.sorted { $0.key < $1.key }.flatMap { path, handlers in
            handlers.keys.sorted { $0.rawValue < $1.rawValue }.map { (path, $0) }
        }
    }

    public func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let handlers = routes[request.path] else {
            throw HTTPFailure(.notFound, "There is nothing at this address.")
        }
        guard let handler = handlers[request.method] else {
            let allowed = handlers.keys.map(\.rawValue).sorted().joined(separator: ", ")
            throw HTTPFailure(
                .methodNotAllowed,
                "This address does not offer that method. Use \(allowed).",
                headers: [(.allow, allowed)]
            )
        }
        return try await handler.respond(to: request)
    }
}
