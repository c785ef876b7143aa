import CRMAdapters
import CurlClient
import HTTPCore
import Settings

/// What leads out of the process: made only if an adapter needs it.
public enum Outbound {
    /// A client like the adapters' own, with the CA file of the settings.
    ///
    /// - Parameter toOwnServer: For requests to this server by its public address: without the proxy, and also into
    ///   private networks, where a name of one's own may well lead.
    public static func client(
        _ settings: ServerSettings,
        toOwnServer: Bool = false
    ) throws(AssemblyError) -> any HTTPClient {
        do throws(CurlClientError) {
            return try CurlClient(
                configuration: CurlClient.Configuration(
                    caFile: settings.caFile,
                    proxy: toOwnServer ? nil : settings.proxy,
                    userAgent: "calllog/\(Version.current)",
                    allowsPrivateAddresses: toOwnServer
                )
            )
        } catch {
            throw .setting(SettingError("CALLLOG_CA_FILE", "\(error.description). \(error.advice)"))
        }
    }

    static func pipedrive(
        _ settings: ServerSettings,
        _ traffic: CRMTraffic
    ) throws(AssemblyError) -> (configuration: PipedriveConfiguration, http: any HTTPClient)? {
        guard let pipedrive = settings.pipedrive else { return nil }
        let configuration: PipedriveConfiguration
        do throws(PipedriveConfiguration.Invalid) {
            configuration = try PipedriveConfiguration(
                clientID: pipedrive.clientID ?? "",
                clientSecret: .init(pipedrive.clientSecret?.exposedText ?? ""),
                redirectURI: pipedrive.redirectURI ?? settings.publicURL.map { "\($0)/pipedrive-redirect" } ?? "",
                accessTokenURI: pipedrive.accessTokenURI ?? PipedriveConfiguration.standardAccessTokenURI,
                revokeURI: pipedrive.revokeURI,
                apiBaseURL: pipedrive.apiBaseURL
            )
        } catch {
            throw .setting(SettingError(error.setting, error.advice))
        }
        return (configuration, traffic.observing(try client(settings), of: "pipedrive"))
    }
}
