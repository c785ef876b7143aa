/// Why a session token was refused.
///
/// The client is told the same for every cause (contract 2.3); the cause is for logs and for `calllogctl`.
public enum SessionTokenError: Error, Hashable, Sendable {
    /// No compact JWS or JWE, or claims that are missing or of the wrong type.
    case malformed
    /// The header asks for another algorithm or for an extension.
    case unsupported
    /// Made with another key, or altered.
    case forged
    /// Authentic, but over.
    case expired(SessionClaims)
    /// Authentic, but `nbf` or `iat` lies more than 60 seconds ahead.
    case notYetValid
    /// The claims fit no token: an empty or overlong text, or a time out of range.
    case unissuable
    /// The cryptography library failed: out of memory.
    case unavailable
}

extension SessionTokenError: CustomStringConvertible {
    /// Fit for a log line: nothing of the token or its claims.
    public var description: String {
        switch self {
        case .malformed: "session token is malformed"
        case .unsupported: "session token uses an unsupported algorithm or extension"
        case .forged: "session token is not authentic"
        case .expired: "session token has expired"
        case .notYetValid: "session token is not valid yet"
        case .unissuable: "session claims do not fit a token"
        case .unavailable: "cryptography library failed"
        }
    }
}
