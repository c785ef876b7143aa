import HTTPCore

/// What the access log may say about one request; nothing of the query, the body or a person.
public struct FinishedRequest: Sendable {
    /// Empty if the request named none.
    public internal(set) var method: HTTPMethod
    /// The decoded path; empty if the request named none.
    public internal(set) var path: String
    /// The front server's, or ours.
    public internal(set) var requestID: String
    /// What was answered.
    public internal(set) var status = HTTPStatus.internalServerError
    /// The fields that were sent, `X-Request-Id` and `X-CallLog-Outcome` among them.
    public internal(set) var responseHeaders: [(name: HTTPResponse.Header, value: String)] = []
    /// What the handler noted for the log.
    public internal(set) var facts = HTTPResponse.Facts()
    /// Bytes of the answer's body.
    public internal(set) var bodyLength = 0
    /// From the complete request to the written answer.
    public internal(set) var duration = Duration.zero
    /// Whether the whole answer could be written.
    public internal(set) var wasDelivered = false

    /// What became of the request, in the handler's words.
    public var outcome: String? {
        responseHeaders.first { $0.name == .outcome }?.value
    }

    init(method: HTTPMethod, path: String, requestID: String) {
        self.method = method
        self.path = path
        self.requestID = requestID
    }

    /// A request that could not be read; says of it what can be said.
    init(refused variables: CGIVariables, orNamed newRequestID: () -> String) {
        let fields = try? CGIFields(variables)
        let requestID = fields?.requestID(in: variables) ?? ""
        self.init(
            method: HTTPMethod(rawValue: variables["REQUEST_METHOD"] ?? ""),
            path: fields?.path(in: variables) ?? "",
            requestID: requestID.isEmpty ? newRequestID() : requestID
        )
    }

    /// Notes the answer, and gives the bytes to send, with `X-Request-Id`.
    mutating func complete(with response: HTTPResponse) -> [UInt8] {
        var response = response
        response.set(requestID, for: .requestID)
        status = response.status
        responseHeaders = response.headers
        facts = response.facts
        bodyLength = response.body.count
        return CGIResponse.encode(response)
    }
}
