/// Who is asking: a verified session token and the user row it names.
public struct CRMSession: Sendable {
    public let claims: SessionClaims
    /// `nil` if the row is gone or has no access token: logged out.
    public let user: CRMUser?
    /// The call logs that the request asks for, as they stood when the user was read.
    public let callLogs: [CallLogRecord]

    public init(claims: SessionClaims, user: CRMUser?, callLogs: [CallLogRecord] = []) {
        self.claims = claims
        self.user = user
        self.callLogs = callLogs
    }
}
