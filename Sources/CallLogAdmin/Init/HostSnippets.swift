import FoundationEssentials

/// The pieces of other programs' configuration that this host needs.
struct HostSnippets {
    let setup: Setup

    /// The files, with their modes.
    var files: [SetupFile] {
        let directory = setup.snippetsDirectory
        switch setup.front {
        case .apache:
            return [SetupFile(path: "\(directory)/calllog.fcgi", text: apacheStarter, mode: 0o755)]
        case .nginx:
            var files = [SetupFile(path: "\(directory)/calllog_listen.conf", text: nginxListen, mode: 0o644)]
            if let systemdDropIn {
                files.append(SetupFile(path: "\(directory)/host.conf", text: systemdDropIn, mode: 0o644))
            }
            return files
        }
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

    /// What differs from the unit as it is installed; `nil` if nothing does.
    private var systemdDropIn: String? {
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

    var hasDropIn: Bool { setup.front == .nginx && systemdDropIn != nil }

    /// The program that mod_fcgid, or Apache as plain CGI, starts.
    private var apacheStarter: String {
        """
        #!/bin/sh
        # Starts calllog for Apache: goes beside .htaccess, mode 0755.
        exec \(setup.program) --config \(setup.configFile)

        """
    }

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
