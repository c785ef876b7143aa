import Foundation
import Testing

/// The App Connect extension as far as a server sees it: its order of requests, its headers, its unencoded values, and
/// what it makes of the answers (client.md).
final class AppConnectClient {
    /// How the two generations of the client name session and extension.
    enum Generation: CaseIterable, CustomTestStringConvertible {
        case of2025
        case of2026

        var testDescription: String { self == .of2025 ? "2025" : "2026" }
    }

    /// The notifications a person has been shown, oldest first.
    private(set) var notifications: [String] = []
    /// Requests whose failure the client did not expect: what would have stopped it half-way.
    private(set) var interruptions: [String] = []
    var token: String?
    var name: String?

    let stack: Stack
    let generation: Generation
    let platform: String
    private(set) var manifest: [String: Any] = [:]
    private var ringCentralHeaders: [String: String] = [:]
    private(set) var hashedExtensionID = ""
    private static let origin = "chrome-extension://kkhkjhafgdlihndcbnebljipgkandkhh"

    init(_ stack: Stack, _ generation: Generation, platform: String) {
        self.stack = stack
        self.generation = generation
        self.platform = platform
    }

    /// What the manifest says about the chosen platform.
    var profile: [String: Any] {
        (manifest["platforms"] as? [String: Any])?[platform] as? [String: Any] ?? [:]
    }

    /// One request with its preflight where a browser sends one; the answer must be readable across origins.
    @discardableResult
    func send(_ method: String, _ path: String, body: [String: Any]? = nil, isLoggedIn: Bool = true) throws -> HTTPReply
    {
        var target = path
        var headers = ringCentralHeaders
        if isLoggedIn {
            switch generation {
            case .of2025: target += "\(path.contains("?") ? "&" : "?")jwtToken=\(token ?? "undefined")"
            case .of2026: headers["Authorization"] = token.map { "Bearer \($0)" }
            }
        }
        headers["Accept"] = "application/json, text/plain, */*"
        headers["Origin"] = Self.origin
        let asked = headers.keys.filter { $0 != "Accept" && $0 != "Origin" } + (body == nil ? [] : ["content-type"])
        if !asked.isEmpty || !["GET", "POST"].contains(method) { try preflight(method, target, asked) }
        let text = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        let reply = try stack.send(method, target, headers: headers, body: text)
        #expect(reply.values(of: "access-control-allow-origin") == ["*"], "\(method) \(path) is unreadable")
        return reply
    }

    private func preflight(_ method: String, _ target: String, _ asked: [String]) throws {
        let fields = asked.map { $0.lowercased() }.sorted().joined(separator: ",")
        let reply = try stack.send(
            "OPTIONS",
            target,
            headers: [
                "Origin": Self.origin, "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": fields,
            ]
        )
        #expect((200..<300).contains(reply.status), "preflight \(method) \(target)")
        #expect(reply.header("access-control-allow-methods")?.contains(method) == true)
        #expect(
            reply.header("access-control-allow-headers")
                == (fields.isEmpty ? reply.header("access-control-allow-headers") : fields)
        )
        #expect(reply.values(of: "access-control-allow-origin") == ["*"])
    }

    /// A request as the popup's handlers make it: any HTTP error ends the handler, and is shown if it is a text that is
    /// not empty with another status than 404 (client.md section 4).
    func expect(_ method: String, _ path: String, body: [String: Any]? = nil) throws -> HTTPReply? {
        let reply = try send(method, path, body: body)
        guard (200..<300).contains(reply.status) else {
            interruptions.append("\(method) \(path.prefix { $0 != "?" }): \(reply.status)")
            let isText = reply.header("content-type")?.hasPrefix("text/plain") == true
            if isText, !reply.body.isEmpty, reply.status != 404 { notifications.append("warning: \(reply.text)") }
            return nil
        }
        return reply
    }

    /// Shows a `returnMessage` as the client does: the enabled levels only, and a fixed text where there is none.
    func show(_ reply: HTTPReply, fallback: String? = nil) throws {
        let message = try reply.json["returnMessage"] as? [String: Any]
        if let text = message?["message"] as? String, !text.isEmpty {
            let level = message?["messageType"] as? String ?? "success"
            if ["success", "warning", "error"].contains(level) { notifications.append("\(level): \(text)") }
        } else if let fallback {
            notifications.append(fallback)
        }
    }

    /// The icon is clicked and RingCentral logged in.
    func start() throws {
        let reply = try send("GET", "/crmManifest", isLoggedIn: false)
        try #require(reply.status == 200, "\(reply.text)")
        manifest = try reply.json
        try #require(manifest["serverUrl"] as? String == "http://127.0.0.1:\(stack.port)")
        let author = try #require((manifest["author"] as? [String: Any])?["name"] as? String)
        try #require(profile["name"] as? String == platform)
        let hashes = try send("GET", "/userInfoHash?extensionId=4002&accountId=4001", isLoggedIn: false).json
        let account = try #require(hashes["accountId"] as? String)
        hashedExtensionID = try #require(hashes["extensionId"] as? String)
        ringCentralHeaders = [
            "rc-account-id": account, "rc-extension-id": hashedExtensionID, "developer-author-name": author,
        ]
        try send("GET", "/user/preloadSettings?rcAccountId=\(account)", isLoggedIn: false)
        if token != nil {
            try send("GET", "/admin/settings?rcAccessToken=RC")
            try refreshSettings()
        }
    }

    /// `GET`, then `POST /user/settings`, each of which must succeed.
    func refreshSettings() throws {
        guard
            let settings = try expect("GET", "/user/settings?rcAccountId=\(ringCentralHeaders["rc-account-id"] ?? "")")
        else { return }
        var sent = try settings.json
        sent["selectedRegion"] = ["value": "US"]
        guard let saved = try expect("POST", "/user/settings", body: ["userSettings": sent]) else { return }
        try #require(try saved.json["userSettings"] is [String: Any])
    }

    /// Connect on a platform with an API key.
    func connect(apiKey: String) throws {
        let reply = try send(
            "POST",
            "/apiKeyLogin?state=platform=\(platform)",
            body: [
                "apiKey": apiKey, "platform": platform, "hostname": "crm.test", "additionalInfo": ["apiKey": apiKey],
            ],
            isLoggedIn: false
        )
        guard (200..<300).contains(reply.status) else {
            notifications.append("warning: Failed to register api key.")
            return
        }
        try finishLogin(reply)
    }

    /// Connect with OAuth: the page's address is handed over as it stands.
    func connect(callback address: String, state: String = "&state=platform=pipedrive&hostname=temp&rcAccountId=4001")
        throws
    {
        let reply = try send("GET", "/oauth-callback?callbackUri=\(address)\(state)", isLoggedIn: false)
        guard (200..<300).contains(reply.status) else { return }
        try finishLogin(reply)
    }

    private func finishLogin(_ reply: HTTPReply) throws {
        try show(reply, fallback: "success: Successfully authorized.")
        guard let token = try reply.json["jwtToken"] as? String else { return }
        self.token = token
        name = try reply.json["name"] as? String
        _ = try expect("GET", "/user/settings")
        try send("GET", "/admin/settings?rcAccessToken=RC")
        try refreshSettings()
    }

    /// Logout, which asks for the settings first and stops if it does not get them.
    func logOut() throws {
        guard try expect("GET", "/user/settings") != nil else { return }
        let reply = try send("POST", "/unAuthorize")
        if (200..<300).contains(reply.status) { try show(reply) }
        token = nil
    }

    /// The notifications since the last look.
    func takeNotifications() -> [String] {
        defer { notifications = [] }
        return notifications
    }
}
