/// One inbound request, whatever carried it: FastCGI, CGI, or the host that embeds the routes.
///
/// A value with no ties to its transport. The body is complete; its length was already checked against what the
/// transport declared.
public struct HTTPRequest: Sendable {
    /// As sent, in any spelling.
    public var method: HTTPMethod
    /// The decoded path without the query, `/callLog`.
    public var path: String
    /// The query string as received, without `?`.
    ///
    /// Carries live tokens: never log it.
    public var queryString: String
    /// As received, names in lower case.
    public var headers: HTTPHeaders
    /// Empty if there is none.
    public var body: [UInt8]
    /// `http` or `https`, as the front server saw it.
    public var scheme: String
    /// Names the request in logs and in `X-Request-Id`; made by the front server when it can.
    public var requestID: String

    /// A request whose path is decoded and apart from its query.
    public init(
        method: HTTPMethod,
        path: String,
        queryString: String = "",
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        scheme: String = "http",
        requestID: String = ""
    ) {
        self.method = method
        self.path = path
        self.queryString = queryString
        self.headers = headers
        self.body = body
        self.scheme = scheme
        self.requestID = requestID
    }

    /// The request of a host that has the target as it was sent (RFC 9112 section 3.2.1): splits it at the first `?`
    /// and decodes the escapes of its path.
    ///
    /// - Parameters:
    ///   - target: `/callLog?jwtToken=…`.
    ///   - headers: Content type, host and idempotency key are read; others do no harm.
    ///   - body: Complete.
    ///   - scheme: `http` or `https`, as the client used it.
    ///   - requestID: Empty if the host gives none.
    public init(
        method: HTTPMethod,
        target: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        scheme: String = "http",
        requestID: String = ""
    ) {
        let path = target.prefix { $0 != "?" }
        // In a path, unlike in a form, `+` is a plus.
        let decoded = path.contains("%") ? FormCoding.decode(String(path.replacing("+", with: "%2B"))) : String(path)
        self.init(
            method: method,
            path: decoded,
            queryString: String(target[path.endIndex...].dropFirst()),
            headers: headers,
            body: body,
            scheme: scheme,
            requestID: requestID
        )
    }

    /// The parameters of the query string, decoded on each call.
    public var query: QueryParameters { QueryParameters(parsing: queryString) }
}
