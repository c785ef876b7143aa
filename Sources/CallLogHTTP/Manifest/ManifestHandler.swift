import CallLog
import HTTPCore
import StrictJSON

/// `GET /crmManifest`: tells the client which platforms there are and how each is connected and used (contract 13.2).
///
/// Made from the adapters' own profiles, so that there is no second place to keep.
struct ManifestHandler: HTTPHandler {
    /// Where CRMs without a page of ours send people back to; the client waits for this address.
    private static let redirectURI = "https://ringcentral.github.io/ringcentral-embeddable/redirect.html"

    let adapters: AdapterRegistry
    let server: ServerDescription
    /// The client's patience for one request (`platform.requestConfig.timeout`).
    let timeoutInSeconds: Int

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        var chosen = adapters.adapters
        if let name = request.query["platformName"], !name.isEmpty, name != "default" {
            chosen = chosen.filter { $0.platform.rawValue == name }
        }
        guard !chosen.isEmpty else { throw HTTPFailure(.badRequest, "Platform not found") }
        // The client takes the first pattern that fits the page: one that fits every page must come last.
        let ordered =
            chosen.filter { $0.profile.urlIdentifier != "*" } + chosen.filter { $0.profile.urlIdentifier == "*" }
        let serverURL = try serverURL(request)
        var platforms: JSONObject = [:]
        for adapter in ordered {
            platforms[adapter.platform.rawValue] = .object(
                PlatformManifest(adapter, serverURL: serverURL, timeoutInSeconds: timeoutInSeconds).json
            )
        }
        let manifest: JSONObject = [
            "serverUrl": .string(serverURL),
            "redirectUri": .string(Self.redirectURI),
            "version": .string(server.version),
            "author": ["name": .string(server.authorName)],
            "platforms": .object(platforms),
        ]
        return .json(JSONValue.object(manifest).encoded)
    }

    private func serverURL(_ request: HTTPRequest) throws(HTTPFailure) -> String {
        if let url = server.publicURL { return url }
        guard let host = request.headers["host"], Self.isHost(host) else {
            throw HTTPFailure(.badRequest, "The request names no host. Set CALLLOG_PUBLIC_URL on the server.")
        }
        return "\(request.scheme)://\(host)"
    }

    /// Whether a `Host` field is a name or address with perhaps a port (RFC 9110 section 7.2).
    private static func isHost(_ field: String) -> Bool {
        !field.isEmpty && field.utf8.count <= 255
            && field.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
