import FoundationEssentials

/// The pieces of other programs' configuration that this host needs.
struct HostSnippets {
    let setup: Setup

    /// The files, with their modes.
    var files: [SetupFile] {
        var texts: [(name: String, text: String)] = []
        if setup.front == .nginx { texts.append(("calllog_listen.conf", nginxListen)) }
        if let systemdDropIn { texts.append(("host.conf", systemdDropIn)) }
        return texts.map { SetupFile(path: "\(setup.snippetsDirectory)/\($0)", text: $1, mode: 0o644) }
    }

    /// What nginx's `calllog.conf` includes: address, name and certificate.
    private var nginxListen: String {
        let about = "# This host's part of calllog's server block: goes to /etc/nginx/.\n"
        guard let place = PublicPlace(setup.url), place.isSecure else {
            return about + "listen \(PublicPlace(setup.url)?.listenAddress ?? "127.0.0.1:8080");\nserver_name _;\n"
        }
        var lines = ["listen \(place.port) ssl;"]
        if hasIPv6 { lines.append("listen [::]:\(place.port) ssl;") }
        lines += [
            "server_name \(place.host);", "ssl_certificate \(certificate(of: place));",
            "ssl_certificate_key \(certificateKey(of: place));",
        ]
        return about + lines.joined(separator: "\n") + "\n"
    }

    /// Whether nginx can start with the snippet; `nil` if it names no certificate.
    var missingCertificate: String? {
        guard setup.front == .nginx, let place = PublicPlace(setup.url), place.isSecure else { return nil }
        let path = certificate(of: place)
        return FileFacts(path) == nil ? path : nil
    }

    /// What differs from the unit as it is installed; `nil` if nothing does, or there is to be no service.
    private var systemdDropIn: String? {
        guard !setup.isStartedByApache else { return nil }
        let standard = Setup()
        var lines: [String] = []
        if setup.directory != standard.directory || setup.program != standard.program {
            lines += ["ExecStart=", "ExecStart=\(setup.program) --supervise 2 --config \(setup.configFile)"]
        }
        if setup.dataDirectory != standard.dataDirectory { lines.append("ReadWritePaths=\(setup.dataDirectory)") }
        // The unit keeps the program out of private networks; the name server of many hosts lives in one.
        let servers = privateNameServers
        if !servers.isEmpty { lines.append("IPAddressAllow=\(servers.joined(separator: " "))") }
        guard !lines.isEmpty else { return nil }
        let about =
            "# This host's part of calllog.service: goes to /etc/systemd/system/calllog.service.d/.\n[Service]\n"
        return about + lines.joined(separator: "\n") + "\n"
    }

    var hasDropIn: Bool { systemdDropIn != nil }

    private func certificate(of place: PublicPlace) -> String {
        setup.certificate.isEmpty ? "/etc/letsencrypt/live/\(place.host)/fullchain.pem" : setup.certificate
    }

    private func certificateKey(of place: PublicPlace) -> String {
        setup.certificateKey.isEmpty ? "/etc/letsencrypt/live/\(place.host)/privkey.pem" : setup.certificateKey
    }

    private var hasIPv6: Bool {
        FileManager.default.contents(atPath: "/proc/net/if_inet6").map { !$0.isEmpty } ?? false
    }

    /// The name servers of `resolv.conf(5)` that the unit's `IPAddressDeny` shuts out.
    private var privateNameServers: [String] {
        let text = FileManager.default.contents(atPath: "/etc/resolv.conf").map { String(decoding: $0, as: UTF8.self) }
        return (text ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, words[0] == "nameserver", Self.isPrivate(words[1]) else { return nil }
            return String(words[1])
        }
    }

    static func isPrivate(_ address: Substring) -> Bool {
        if address.contains(":") { return ["fc", "fd", "fe8"].contains { address.lowercased().hasPrefix($0) } }
        let bytes = address.split(separator: ".").compactMap { UInt8($0) }
        guard bytes.count == 4 else { return false }
        return switch (bytes[0], bytes[1]) {
        case (10, _), (192, 168), (172, 16...31), (100, 64...127), (169, 254): true
        default: false
        }
    }
}
