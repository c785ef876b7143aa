/// Sends requests to other servers: the only way out of the process for an adapter.
public protocol HTTPClient: Sendable {
    /// Sends `request` and returns the complete reply, whatever its status.
    ///
    /// Never follows a redirect, never retries, and is back within `request.timeout`.
    func send(_ request: OutboundRequest) async throws(HTTPClientError) -> OutboundResponse
}

public struct OutboundRequest: Sendable {
    public var method: HTTPMethod
    /// An absolute `https` URL; plain `http` is allowed to loopback only.
    public var url: String
    /// May carry credentials: never log them.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?
    /// From the call of `send` to the last byte of the reply.
    public var timeout: Duration

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

public struct OutboundResponse: Sendable {
    public var status: Int
    /// By lower-case name, in the order received.
    public var headers: HTTPHeaders
    /// At most 1 MiB.
    public var body: [UInt8]

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
