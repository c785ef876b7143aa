/// What a session token says: whose session it is and how long it lasts.
public struct SessionClaims: Hashable, Sendable {
    /// How a token carries its claims.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        /// Unreadable without the server's key: compact JWE (RFC 7516), `dir` with `A256GCM`.
        case encrypted = "jwe"
        /// Readable by anyone who holds it: compact JWS (RFC 7515), `HS256`, as the reference issues it.
        case signed = "jws"
    }

    /// The `id` claim: not empty, at most 255 bytes.
    public var userID: CRMUserID
    /// The `platform` claim: not empty, at most 255 bytes.
    public var platform: Platform
    /// The `iat` claim; `nil` in a token that does not say.
    public var issuedAt: Timestamp?
    /// The `exp` claim: the first moment at which the token no longer counts.
    public var expiresAt: Timestamp
    /// The `ver` claim, to be compared with ``CRMUser/sessionVersion``; `nil` in tokens of the reference.
    public var sessionVersion: String?
    /// How the token carried them, or is to carry them.
    public var form: Form

    /// Claims as they are to be issued; encrypted unless said otherwise.
    public init(
        userID: CRMUserID,
        platform: Platform,
        issuedAt: Timestamp?,
        expiresAt: Timestamp,
        sessionVersion: String?,
        form: Form = .encrypted
    ) {
        self.userID = userID
        self.platform = platform
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.sessionVersion = sessionVersion
        self.form = form
    }
}

extension SessionClaims {
    /// A session is renewed when no more than this is left of it (contract 2.4).
    public static let renewalWindow = Duration.seconds(604_800)

    /// The same session from `now` on, with the life length, form and version it had.
    ///
    /// `nil` while more than ``renewalWindow`` is left, and once the session has expired. `defaultLife` is the length
    /// where the claims do not tell their own: a token without `iat`.
    public func renewed(now: Timestamp, defaultLife: Duration) -> SessionClaims? {
        guard now < expiresAt, expiresAt - now <= Self.renewalWindow else { return nil }
        let ownLife = issuedAt.map { expiresAt - $0 } ?? defaultLife
        let start = Timestamp(seconds: now.seconds)
        var claims = self
        claims.issuedAt = start
        // An `iat` after `exp` tells no life length either.
        claims.expiresAt = start + (ownLife > .zero ? ownLife : defaultLife)
        return claims
    }
}
