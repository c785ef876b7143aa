import StrictJSON

/// New tokens from the CRM's token endpoint (RFC 6749 section 5.1).
public struct TokenGrant: Hashable, Sendable {
    /// What authenticates from now on.
    public var accessToken: AccessToken
    /// `nil`: the old one stays.
    public var refreshToken: RefreshToken?
    /// `nil`: the CRM named no end.
    public var expiry: Timestamp?
    /// The company's host, if the reply names it.
    public var hostname: String?

    /// A grant that names nothing beside the token, unless said otherwise.
    public init(
        accessToken: AccessToken,
        refreshToken: RefreshToken? = nil,
        expiry: Timestamp? = nil,
        hostname: String? = nil
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiry = expiry
        self.hostname = hostname
    }
}

/// Who a login belongs to, as the CRM says.
public struct CRMIdentity: Hashable, Sendable {
    /// The key of the user's row; the same at every login, and unlike that of any other user of the platform.
    public var userID: CRMUserID
    /// The user's name as the client shows it.
    public var name: String
    /// The host of the user's company, which makes the tenant; empty where the platform has one for all.
    public var hostname: String
    /// IANA name, `Europe/Berlin`; `nil` keeps what an earlier login told.
    public var timeZoneName: String?
    /// As the CRM reports it: `+02:00`, `-0700`, `5.5`, `330`; counts where there is no name.
    public var timeZoneOffset: String?
    /// What the adapter wants to keep about the user (contract 12.2 `platformAdditionalInfo`).
    public var additionalInfo: JSONObject
    /// The tokens of this login.
    public var grant: TokenGrant

    /// A user without host, zone and further information, unless said otherwise.
    public init(
        userID: CRMUserID,
        name: String,
        hostname: String = "",
        timeZoneName: String? = nil,
        timeZoneOffset: String? = nil,
        additionalInfo: JSONObject = [:],
        grant: TokenGrant
    ) {
        self.userID = userID
        self.name = name
        self.hostname = hostname
        self.timeZoneName = timeZoneName
        self.timeZoneOffset = timeZoneOffset
        self.additionalInfo = additionalInfo
        self.grant = grant
    }
}

/// What a person typed into the auth page of an API-key platform.
public struct APIKeyLogin: Hashable, Sendable {
    /// As typed; not proven yet.
    public var apiKey: AccessToken
    /// As the client sent it: a hint at most, never a place to connect to.
    public var hostname: String
    /// All other fields of the form.
    public var fields: JSONObject

    /// What the form sent.
    public init(apiKey: AccessToken, hostname: String, fields: JSONObject) {
        self.apiKey = apiKey
        self.hostname = hostname
        self.fields = fields
    }
}
