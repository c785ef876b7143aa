import CallLog

/// How this server is registered with Pipedrive, and where Pipedrive is.
public struct PipedriveConfiguration: Sendable {
    /// A setting that cannot be used.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// The environment variable, `PIPEDRIVE_ACCESS_TOKEN_URI`.
        public let setting: String
        /// What would be right; never the value itself.
        public let advice: String
        public var description: String { "\(setting): \(advice)" }
    }

    /// The secret of the app's registration.
    public struct ClientSecret: SecretText {
        public let exposedText: String
        /// The secret as Pipedrive's developer hub shows it.
        public init(_ text: String) { exposedText = text }
    }

    /// The app's id in Pipedrive's developer hub (`PIPEDRIVE_CLIENT_ID`).
    public let clientID: String
    /// The app's secret (`PIPEDRIVE_CLIENT_SECRET`).
    public let clientSecret: ClientSecret
    /// Where Pipedrive sends people back to, exactly as registered.
    public let redirectURI: String
    /// Where codes and refresh tokens are traded (RFC 6749 section 3.2).
    public let accessTokenURI: String
    /// Where tokens are ended (RFC 7009).
    public let revokeURI: String
    /// Where people agree (RFC 6749 section 3.1); the client opens it.
    public let authorizeURL: String
    /// Replaces `https://<company>.pipedrive.com` for tests; without a slash at the end.
    public let apiBaseURL: String?

    /// Pipedrive's own token endpoint.
    public static let standardAccessTokenURI = "https://oauth.pipedrive.com/oauth/token"
    /// Pipedrive's own authorization page.
    public static let standardAuthorizeURL = "https://oauth.pipedrive.com/oauth/authorize"

    /// Every place must be `https`, or plain `http` on a loopback address.
    ///
    /// - Parameter revokeURI: Default: `revoke` beside the token URI.
    public init(
        clientID: String,
        clientSecret: ClientSecret,
        redirectURI: String,
        accessTokenURI: String = Self.standardAccessTokenURI,
        revokeURI: String? = nil,
        apiBaseURL: String? = nil,
        authorizeURL: String = Self.standardAuthorizeURL
    ) throws(Invalid) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
        self.accessTokenURI = accessTokenURI
        self.revokeURI = revokeURI ?? Self.sibling("revoke", of: accessTokenURI)
        self.authorizeURL = authorizeURL
        self.apiBaseURL = apiBaseURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        for (name, text) in [("PIPEDRIVE_CLIENT_ID", clientID), ("PIPEDRIVE_CLIENT_SECRET", clientSecret.exposedText)]
        where !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw Invalid(setting: name, advice: "must be what Pipedrive's developer hub shows for the app")
        }
        for (name, url) in [
            ("PIPEDRIVE_ACCESS_TOKEN_URI", self.accessTokenURI), ("PIPEDRIVE_REVOKE_URI", self.revokeURI),
            ("PIPEDRIVE_API_BASE_URL", self.apiBaseURL ?? Self.standardAccessTokenURI),
        ] where !Self.isAllowed(url) {
            throw Invalid(setting: name, advice: "must begin with https:// (http:// only for 127.0.0.1)")
        }
    }

    /// Whether there is an OAuth client: without one, tokens that an administrator supplied are used until they end.
    public var canConnect: Bool { !clientID.isEmpty && !clientSecret.exposedText.isEmpty }

    /// The settings that reach for this machine instead of Pipedrive: to be told loudly at start.
    public var loopbackSettings: [String] {
        [
            ("PIPEDRIVE_ACCESS_TOKEN_URI", accessTokenURI), ("PIPEDRIVE_REVOKE_URI", revokeURI),
            ("PIPEDRIVE_API_BASE_URL", apiBaseURL ?? ""),
        ].compactMap { name, url in url.hasPrefix("http://") ? name : nil }
    }

    private static func sibling(_ name: String, of url: String) -> String {
        let parent = url.lastIndex(of: "/").map { url[...$0] } ?? ""
        return parent + name
    }

    /// `https` with a host, or `http` with a loopback host and perhaps a port; never a user, query or fragment.
    static func isAllowed(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !url.contains(where: { "@?#\\".contains($0) })
        else { return false }
        if url.hasPrefix("https://") { return url.dropFirst(8).prefix { $0 != "/" } != "" }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst(7).prefix { $0 != "/" }
        for host in ["127.0.0.1", "localhost", "[::1]"] where authority.hasPrefix(host) {
            let rest = authority.dropFirst(host.count)
            if rest.isEmpty { return true }
            let port = rest.dropFirst()
            return rest.first == ":" && !port.isEmpty && port.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        return false
    }
}
