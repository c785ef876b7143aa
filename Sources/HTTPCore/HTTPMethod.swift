/// A request method (RFC 9110 section 9).
///
/// An open set: an unknown method is a value that no route offers, so the router answers it with 405.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    /// Safe and idempotent (RFC 9110 section 9.3.1).
    public static let get: HTTPMethod = "GET"
    /// Neither (section 9.3.3).
    public static let post: HTTPMethod = "POST"
    /// Idempotent (section 9.3.4).
    public static let put: HTTPMethod = "PUT"
    /// Neither (RFC 5789).
    public static let patch: HTTPMethod = "PATCH"
    /// Idempotent (RFC 9110 section 9.3.5).
    public static let delete: HTTPMethod = "DELETE"
}
