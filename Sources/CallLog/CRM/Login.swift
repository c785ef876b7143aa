import StrictJSON

/// New tokens from the CRM's token endpoint (RFC 6749 section 5.1).
public struct TokenGrant: Hashable, Sendable {
    public var accessToken: AccessToken
    /// `nil`: the old one stays.
    public var refreshToken: RefreshToken?
    /// `nil`: the CRM named no end.
    public var expiry: Timestamp?
    /// The company's host, if the reply names it.
    public var hostname: String?

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
    public var userID: CRMUserID
    public var name: String
    public var hostname: String
    public var timeZoneName: String?
    public var timeZoneOffset: String?
    public var additionalInfo: JSONObject
    public var grant: TokenGrant

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
    public var apiKey: AccessToken
    /// As the client sent it: a hint at most, never a place to connect to.
    public var hostname: String
    /// All other fields of the form.
    public var fields: JSONObject

    public init(apiKey: AccessToken, hostname: String, fields: JSONObject) {
        self.apiKey = apiKey
        self.hostname = hostname
        self.fields = fields
    }
}
