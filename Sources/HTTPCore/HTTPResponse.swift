/// One answer: a status, a few header fields and a complete body.
public struct HTTPResponse: Sendable {
    /// The header fields we ever send.
    ///
    /// A closed set, so that no input can name a header.
    public enum Header: String, Sendable {
        /// The methods of an address, with 405 (RFC 9110 section 10.2.1).
        case allow = "Allow"
        /// Whether an answer may be kept (RFC 9111 section 5.2).
        case cacheControl = "Cache-Control"
        /// What a page of ours may load (W3C CSP 3).
        case contentSecurityPolicy = "Content-Security-Policy"
        /// Whole seconds until another try makes sense (RFC 9110 section 10.2.3).
        case retryAfter = "Retry-After"
        /// Whether a page of ours tells where one comes from.
        case referrerPolicy = "Referrer-Policy"
        /// A renewed session token (contract 2.4).
        case refreshedToken = "x-refreshed-jwt-token"
        /// ``HTTPRequest/requestID``, so that a person can name the request.
        case requestID = "X-Request-Id"
        /// What became of the request, for the front server's log (contract 14.3 item 29).
        case outcome = "X-CallLog-Outcome"
    }

    /// The media types we ever send; the raw value is the field.
    public enum ContentType: String, Sendable {
        /// Replies of the wire contract (RFC 8259).
        case json = "application/json; charset=utf-8"
        /// Refusals, which the client shows as they are.
        case plainText = "text/plain; charset=utf-8"
        /// Pages for people.
        case html = "text/html; charset=utf-8"
        /// Metrics (Prometheus text format 0.0.4).
        case prometheus = "text/plain; version=0.0.4; charset=utf-8"
    }

    /// What is known of how the answer came about; for the log, never sent.
    public struct Facts: Sendable {
        /// The CRM of the session, as the session names it.
        public var platform: String?
        /// The status of the CRM's last reply to a call that the request caused.
        public var crmStatus: Int?

        /// Nothing is known.
        public init() {}
    }

    /// For the log alone.
    public var facts = Facts()
    /// The status line.
    public var status: HTTPStatus
    /// What the body is.
    public var contentType: ContentType
    /// What was ``set(_:for:)``, in that order.
    public private(set) var headers: [(name: Header, value: String)] = []
    /// Complete; `Content-Length` is its count.
    public var body: [UInt8]

    /// 200 without further fields, unless said otherwise.
    public init(status: HTTPStatus = .ok, contentType: ContentType, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// An answer in plain text.
    public static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status: status, contentType: .plainText, body: Array(text.utf8))
    }

    /// An answer of encoded JSON.
    public static func json(_ body: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status: status, contentType: .json, body: body)
    }

    /// Sets a header field, replacing an earlier value.
    ///
    /// A value with anything but printable ASCII is dropped whole: it could only be an attempt to add a header.
    public mutating func set(_ value: String, for name: Header) {
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return }
        headers.removeAll { $0.name == name }
        headers.append((name, value))
    }

    /// Every header field to send but the length of the body, `Content-Type` first: for a host to pass on.
    public var allHeaders: [(name: String, value: String)] {
        [("Content-Type", contentType.rawValue)] + headers.map { ($0.name.rawValue, $0.value) }
    }

    /// The value that was set; `nil` if none was.
    public func header(_ name: Header) -> String? {
        headers.first { $0.name == name }?.value
    }
}
