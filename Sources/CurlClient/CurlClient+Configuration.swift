extension CurlClient {
    /// What a deployment may choose. Verification, the URL rules and redirects are not among it.
    public struct Configuration: Sendable {
        /// A PEM file with the only authorities to trust; `nil` takes the distribution's bundle, wherever
        /// Debian, Fedora, Alpine, SUSE and their like keep it.
        public var caFile: String?
        /// For name lookup, connecting and the TLS handshake together; never more than the request's own time.
        public var connectTimeout: Duration
        /// The longest reply body accepted; a longer one is a bad reply as soon as it shows.
        public var replyLimitInBytes: Int
        /// A proxy URL for everything but loopback; `nil` connects directly, whatever the environment says.
        ///
        /// May carry credentials: it is never printed.
        public var proxy: String?
        /// `User-Agent` of every request (RFC 9110 section 10.1.5); printable ASCII.
        public var userAgent: String
        /// Connections to one host at a time, idle ones included; further requests wait for one, within their time.
        public var maxConnectionsPerHost: Int
        /// Lets host names lead into private networks, for a CRM of one's own; off by default.
        ///
        /// Otherwise a name that resolves to a loopback, private or link-local address is refused.
        public var allowsPrivateAddresses: Bool

        /// The system's authorities, 3 s to connect, replies of 1 MiB, no proxy, 64 connections to a host.
        public init(
            caFile: String? = nil,
            connectTimeout: Duration = .milliseconds(3_000),
            replyLimitInBytes: Int = 1 << 20,
            proxy: String? = nil,
            userAgent: String = "calllog",
            maxConnectionsPerHost: Int = 64,
            allowsPrivateAddresses: Bool = false
        ) {
            self.caFile = caFile
            self.connectTimeout = connectTimeout
            self.replyLimitInBytes = replyLimitInBytes
            self.proxy = proxy
            self.userAgent = userAgent
            self.maxConnectionsPerHost = maxConnectionsPerHost
            self.allowsPrivateAddresses = allowsPrivateAddresses
        }
    }
}

extension CurlClient.Configuration: CustomStringConvertible, CustomReflectable {
    public var description: String {
        "CurlClient.Configuration(caFile: \(caFile ?? "system"), connectTimeout: \(connectTimeout), "
            + "replyLimitInBytes: \(replyLimitInBytes), proxy: \(proxy == nil ? "none" : "•••"), userAgent: \(userAgent), "
            + "maxConnectionsPerHost: \(maxConnectionsPerHost), allowsPrivateAddresses: \(allowsPrivateAddresses))"
    }

    public var customMirror: Mirror {
        Mirror(self, children: ["description": description])
    }
}
