/// Who is asking: a verified session token and the user row it names.
public struct CRMSession: Sendable {
    /// What the token says.
    public let claims: SessionClaims
    /// `nil` if the row is gone or has no access token: logged out.
    public let user: CRMUser?
    /// The call logs that the request asks for, as they stood when the user was read.
    public let callLogs: [CallLogRecord]

    /// - Parameters:
    ///   - claims: What the token says.
    ///   - user: The row that the claims name.
    ///   - callLogs: None, unless the request asks for some.
    public init(claims: SessionClaims, user: CRMUser?, callLogs: [CallLogRecord] = []) {
        self.claims = claims
        self.user = user
        self.callLogs = callLogs
    }
}
