/// The settings of the Pipedrive adapter; `nil` parts were not set.
public struct PipedriveSettings: Sendable {
    /// `PIPEDRIVE_CLIENT_ID`.
    public var clientID: String?
    /// `PIPEDRIVE_CLIENT_SECRET`.
    public var clientSecret: SecretSetting?
    /// `PIPEDRIVE_REDIRECT_URI`.
    public var redirectURI: String?
    /// `PIPEDRIVE_ACCESS_TOKEN_URI`.
    public var accessTokenURI: String?
    /// `PIPEDRIVE_REVOKE_URI`.
    public var revokeURI: String?
    /// `PIPEDRIVE_API_BASE_URL`.
    public var apiBaseURL: String?

    /// `nil` if none of them is set: Pipedrive is then not offered.
    init?(from source: SettingSource) throws(SettingError) {
        clientID = try source.text(.pipedriveClientID)
        clientSecret = try source.text(.pipedriveClientSecret).map { SecretSetting($0) }
        redirectURI = try source.text(.pipedriveRedirectURI)
        accessTokenURI = try source.text(.pipedriveTokenURI)
        revokeURI = try source.text(.pipedriveRevokeURI)
        apiBaseURL = try source.text(.pipedriveBaseURL)
        if clientID == nil, clientSecret == nil, redirectURI == nil, apiBaseURL == nil { return nil }
        if clientID != nil, clientSecret == nil {
            throw SettingError(Setting.pipedriveClientSecret.name, "is not set, but PIPEDRIVE_CLIENT_ID is")
        }
        if clientID == nil, clientSecret != nil {
            throw SettingError(Setting.pipedriveClientID.name, "is not set, but PIPEDRIVE_CLIENT_SECRET is")
        }
    }
}
