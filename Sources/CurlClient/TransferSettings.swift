/// A ``CurlClient/Configuration`` that has been checked.
struct TransferSettings: Sendable {
    let caFile: String
    let connectTimeout: Duration
    let replyLimitInBytes: Int
    let proxy: String?
    let userAgent: String
    let maxConnectionsPerHost: Int
    let allowsPrivateAddresses: Bool

    init(_ configuration: CurlClient.Configuration) throws(CurlClientError) {
        caFile = try CABundle.path(named: configuration.caFile)
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
        connectTimeout = configuration.connectTimeout
        replyLimitInBytes = configuration.replyLimitInBytes
        proxy = configuration.proxy
        userAgent = configuration.userAgent
        maxConnectionsPerHost = configuration.maxConnectionsPerHost
        allowsPrivateAddresses = configuration.allowsPrivateAddresses
    }
}
