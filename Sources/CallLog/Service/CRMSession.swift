/// Who is asking: a verified session token and the user row it names.
public struct CRMSession: Sendable {
    public let claims: SessionClaims
    /// `nil` if the row is gone or has no access token: logged out.
    public let user: CRMUser?

    public init(claims: SessionClaims, user: CRMUser?) {
        self.claims = claims
        self.user = user
    }
}
