import CallLog

extension TestCRMAdapter: APIKeyConnecting {
    public func login(_ attempt: APIKeyLogin, in call: CRMCall) async throws(CRMError) -> CRMIdentity {
        guard apiKeys.accepts(attempt.apiKey.exposedText) else { throw CRMError(.credentialsRejected, from: platform) }
        return CRMIdentity(
            userID: "testUserId",
            name: "Test User",
            timeZoneName: "America/Los_Angeles",
            timeZoneOffset: "0",
            grant: TokenGrant(accessToken: attempt.apiKey)
        )
    }
}

extension TestCRMAdapter: LoginRevoking {
    /// A key is the operator's and outlives any login: there is nothing to end.
    public func revokeLogin(in context: CRMContext) async throws(CRMError) {}
}
