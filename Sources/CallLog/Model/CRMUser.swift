import StrictJSON

/// One person's login to one CRM.
public struct CRMUser: Hashable, Sendable {
    /// The CRM, as the adapter names it.
    public var platform: Platform
    /// The user's key within the platform.
    public var id: CRMUserID
    /// As the client shows it; empty if the CRM told none.
    public var name: String
    /// The CRM host, `acme.pipedrive.com`; empty where the platform has none.
    public var hostname: String
    /// IANA name, `Europe/Berlin`.
    public var timeZoneName: String?
    /// As the CRM reported it at login: `+02:00`, `-0700`, `5.5`, `330`.
    public var timeZoneOffset: String?
    /// `nil` after a logout.
    public var accessToken: AccessToken?
    /// `nil` where access tokens do not end.
    public var refreshToken: RefreshToken?
    /// When the access token ends; `nil` if the CRM named no end.
    public var tokenExpiry: Timestamp?
    /// What the adapter keeps about the user (contract 12.2 `platformAdditionalInfo`).
    public var additionalInfo: JSONObject
    /// `{<id>: {"value": ..., "customizable": ...}}` (contract 8.2).
    public var settings: JSONObject
    /// Hash of the RingCentral account, if the client ever named it.
    public var hashedAccountID: String?
    /// Hash of the RingCentral extension, if the client ever named it.
    public var hashedExtensionID: String?
    /// Random; a session token is valid only while it carries this value.
    public var sessionVersion: String
    /// Whether tokens without a version, as other servers issue them, still count; ends with the first logout.
    public var acceptsUnversionedTokens: Bool
    /// The CRM refused the refresh token: only a new login helps.
    public var isRevoked: Bool
    /// When the user first connected.
    public var createdAt: Timestamp
    /// When the row last changed.
    public var updatedAt: Timestamp

    /// A user without what is not given; only session version and times have no default.
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

    /// The company whose calls this user may see.
    public var tenant: Tenant { Tenant(platform: platform, host: hostname) }
}
