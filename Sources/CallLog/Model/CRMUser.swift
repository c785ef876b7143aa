import StrictJSON

/// One person's login to one CRM.
public struct CRMUser: Hashable, Sendable {
    public var platform: Platform
    public var id: CRMUserID
    public var name: String
    /// The CRM host, `acme.pipedrive.com`; empty where the platform has none.
    public var hostname: String
    /// IANA name, `Europe/Berlin`.
    public var timeZoneName: String?
    /// As the CRM reported it at login: `+02:00`, `-0700`, `5.5`, `330`.
    public var timeZoneOffset: String?
    public var accessToken: AccessToken?
    public var refreshToken: RefreshToken?
    public var tokenExpiry: Timestamp?
    /// What the adapter keeps about the user (contract 12.2 `platformAdditionalInfo`).
    public var additionalInfo: JSONObject
    /// `{<id>: {"value": ..., "customizable": ...}}` (contract 8.2).
    public var settings: JSONObject
    /// Hash of the RingCentral account, if the client ever named it.
    public var hashedAccountID: String?
    public var hashedExtensionID: String?
    /// Random; a session token is valid only while it carries this value.
    public var sessionVersion: String
    /// Whether tokens without a version, as other servers issue them, still count; ends with the first logout.
    public var acceptsUnversionedTokens: Bool
    /// The CRM refused the refresh token: only a new login helps.
    public var isRevoked: Bool
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        platform: Platform,
        id: CRMUserID,
        name: String = "",
        hostname: String = "",
        timeZoneName: String? = nil,
        timeZoneOffset: String? = nil,
        accessToken: AccessToken? = nil,
        refreshToken: RefreshToken? = nil,
        tokenExpiry: Timestamp? = nil,
        additionalInfo: JSONObject = [:],
        settings: JSONObject = [:],
        hashedAccountID: String? = nil,
        hashedExtensionID: String? = nil,
        sessionVersion: String,
        acceptsUnversionedTokens: Bool = true,
        isRevoked: Bool = false,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.platform = platform
        self.id = id
        self.name = name
        self.hostname = hostname
        self.timeZoneName = timeZoneName
        self.timeZoneOffset = timeZoneOffset
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.tokenExpiry = tokenExpiry
        self.additionalInfo = additionalInfo
        self.settings = settings
        self.hashedAccountID = hashedAccountID
        self.hashedExtensionID = hashedExtensionID
        self.sessionVersion = sessionVersion
        self.acceptsUnversionedTokens = acceptsUnversionedTokens
        self.isRevoked = isRevoked
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Ends every session token issued so far.
    public mutating func endSessions(version: String) {
        sessionVersion = version
        acceptsUnversionedTokens = false
    }

    public var tenant: Tenant { Tenant(platform: platform, host: hostname) }
}
