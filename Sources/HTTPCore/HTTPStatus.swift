/// A response status code (RFC 9110 section 15), three digits from 200 to 599.
public struct HTTPStatus: Hashable, Sendable {
    /// Three digits.
    public let code: Int
    /// The reason phrase; clients ignore it.
    public let reason: String

    /// A status that is not listed here.
    public init(code: Int, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The request was served; a refusal of the wire contract is 200 as well.
    public static let ok = HTTPStatus(code: 200, reason: "OK")
    /// The request cannot be understood, or lacks a session.
    public static let badRequest = HTTPStatus(code: 400, reason: "Bad Request")
    /// Credentials are needed, and were not given or do not count.
    public static let unauthorized = HTTPStatus(code: 401, reason: "Unauthorized")
    /// The person may not do it.
    public static let forbidden = HTTPStatus(code: 403, reason: "Forbidden")
    /// There is nothing at that address.
    public static let notFound = HTTPStatus(code: 404, reason: "Not Found")
    /// The address does not offer that method.
    public static let methodNotAllowed = HTTPStatus(code: 405, reason: "Method Not Allowed")
    /// The body is longer than this server takes.
    public static let contentTooLarge = HTTPStatus(code: 413, reason: "Content Too Large")
    /// The body is not JSON.
    public static let unsupportedMediaType = HTTPStatus(code: 415, reason: "Unsupported Media Type")
    /// A fault of our own.
    public static let internalServerError = HTTPStatus(code: 500, reason: "Internal Server Error")
    /// Too much to do, or the store failed: another try may work.
    public static let serviceUnavailable = HTTPStatus(code: 503, reason: "Service Unavailable")
}
