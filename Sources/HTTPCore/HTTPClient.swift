/// Sends requests to other servers: the only way out of the process for an adapter.
public protocol HTTPClient: Sendable {
    /// Sends `request` and returns the complete reply, whatever its status.
    ///
    /// Never follows a redirect, never retries, and is back within `request.timeout`.
    func send(_ request: OutboundRequest) async throws(HTTPClientError) -> OutboundResponse
}

/// One request to another server.
public struct OutboundRequest: Sendable {
    /// Anything but `GET` may change something: what became of it matters.
    public var method: HTTPMethod
    /// An absolute `https` URL; plain `http` is allowed to loopback only.
    public var url: String
    /// May carry credentials: never log them.
    public var headers: [(name: String, value: String)]
    /// `nil` sends none and no `Content-Length`.
    public var body: [UInt8]?
    /// From the call of `send` to the last byte of the reply.
    public var timeout: Duration

    /// A request without further headers and body, unless said otherwise.
    public init(
        _ method: HTTPMethod,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// Another server's complete answer.
public struct OutboundResponse: Sendable {
    /// RFC 9110 section 15; redirects are answers too.
    public var status: Int
    /// By lower-case name, in the order received.
    public var headers: HTTPHeaders
    /// At most 1 MiB.
    public var body: [UInt8]

    /// An answer without headers and body, unless said otherwise.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
