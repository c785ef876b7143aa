/// A ``CurlClient/Configuration`` that has been checked.
struct TransferSettings: Sendable {
    let caFile: String
    let connectTimeout: Duration
    let replyLimitInBytes: Int
    let proxy: String?
    let userAgent: String
    let maxConnectionsPerHost: Int
    let allowsPrivateAddresses: Bool

    /// Where Debian, Fedora, Alpine and SUSE keep their bundle.
    private static let usualBundles = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ]

    init(_ configuration: CurlClient.Configuration) throws(CurlClientError) {
        let candidates = configuration.caFile.map { [$0] } ?? Self.usualBundles
        guard let caFile = candidates.first(where: ReadableFile.exists) else {
            throw CurlClientError(.caFileMissing, detail: candidates.joined(separator: ", "))
        }
        guard configuration.connectTimeout > .zero, configuration.connectTimeout <= .seconds(86_400) else {
            throw CurlClientError(.settingInvalid, detail: "connectTimeout")
        }
        guard configuration.replyLimitInBytes > 0 else {
            throw CurlClientError(.settingInvalid, detail: "replyLimitInBytes")
        }
        guard (1...1_000).contains(configuration.maxConnectionsPerHost) else {
            throw CurlClientError(.settingInvalid, detail: "maxConnectionsPerHost")
        }
        guard !configuration.userAgent.isEmpty, HeaderLine.isValue(configuration.userAgent) else {
            throw CurlClientError(.settingInvalid, detail: "userAgent")
        }
        if let proxy = configuration.proxy {
            guard !proxy.isEmpty, proxy.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw CurlClientError(.settingInvalid, detail: "proxy")
            }
        }
        self.caFile = caFile
        connectTimeout = configuration.connectTimeout
        replyLimitInBytes = configuration.replyLimitInBytes
        proxy = configuration.proxy
        userAgent = configuration.userAgent
        maxConnectionsPerHost = configuration.maxConnectionsPerHost
        allowsPrivateAddresses = configuration.allowsPrivateAddresses
    }
}
