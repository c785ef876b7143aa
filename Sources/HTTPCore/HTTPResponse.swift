/// One answer: a status, a few header fields and a complete body.
public struct HTTPResponse: Sendable {
    /// The header fields we ever send.
    ///
    /// A closed set, so that no input can name a header.
    public enum Header: String, Sendable {
        case allow = "Allow"
        case cacheControl = "Cache-Control"
        case contentSecurityPolicy = "Content-Security-Policy"
        case retryAfter = "Retry-After"
        case referrerPolicy = "Referrer-Policy"
        /// A renewed session token (contract 2.4).
        case refreshedToken = "x-refreshed-jwt-token"
        case requestID = "X-Request-Id"
        /// What became of the request, for the front server's log (contract 14.3 item 29).
        case outcome = "X-CallLog-Outcome"
    }

    public enum ContentType: String, Sendable {
        case json = "application/json; charset=utf-8"
        case plainText = "text/plain; charset=utf-8"
        case html = "text/html; charset=utf-8"
        case prometheus = "text/plain; version=0.0.4; charset=utf-8"
    }

    /// What is known of how the answer came about; for the log, never sent.
    public struct Facts: Sendable {
        /// The CRM of the session, as the session names it.
        public var platform: String?
        /// The status of the CRM's last reply to a call that the request caused.
        public var crmStatus: Int?

        public init() {}
    }

    public var facts = Facts()
    public var status: HTTPStatus
    public var contentType: ContentType
    public private(set) var headers: [(name: Header, value: String)] = []
    public var body: [UInt8]

    public init(status: HTTPStatus = .ok, contentType: ContentType, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    public static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status: status, contentType: .plainText, body: Array(text.utf8))
    }

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

    public func header(_ name: Header) -> String? {
        headers.first { $0.name == name }?.value
    }
}
