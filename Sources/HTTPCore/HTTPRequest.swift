/// One inbound request, whatever carried it: FastCGI, CGI, or the host that embeds the routes.
///
/// A value with no ties to its transport. The body is complete; its length was already checked against what the
/// transport declared.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// The decoded path without the query, `/callLog`.
    public var path: String
    /// The query string as received, without `?`.
    ///
    /// Carries live tokens: never log it.
    public var queryString: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// `http` or `https`, as the front server saw it.
    public var scheme: String
    /// Names the request in logs and in `X-Request-Id`; made by the front server when it can.
    public var requestID: String

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

    /// The parameters of the query string, decoded on each call.
    public var query: QueryParameters { QueryParameters(parsing: queryString) }
}
