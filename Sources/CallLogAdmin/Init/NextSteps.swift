/// What remains to be done after `calllogctl init`: two commands, and how to see whether all is well.
struct NextSteps {
    let setup: Setup
    let snippets: HostSnippets
    /// The service's user; `nil`: whoever runs this.
    let user: String?

    private var runsSystemd: Bool { FileFacts("/run/systemd/system") != nil }

    func print() {
        if let path = snippets.missingCertificate {
            Console.print("")
            Console.print("There is no certificate at \(path) yet: get one first, or name yours with --certificate.")
        }
        Console.print("")
        Console.print("Next:")
        for command in commands { Console.print("  \(command)") }
        Console.print("Then see whether all is well:")
        let socket = setup.front == .apache ? " --socket none" : user == nil ? " --socket \(ownSocket)" : ""
        Console.print("  calllogctl --config \(setup.configFile) doctor\(socket)")
    }

    /// A socket where somebody who is not root may make one.
    private var ownSocket: String { "unix:\(setup.dataDirectory)/fcgi.sock" }

    private var commands: [String] {
        switch setup.front {
        case .apache:
            [
                "cp \(setup.snippetsDirectory)/calllog.fcgi DIRECTORY-OF-THE-SITE/",
                "cp \(accessFile) DIRECTORY-OF-THE-SITE/",
            ]
        case .nginx: [nginxCommand, startCommand]
        }
    }

    /// The .htaccess that goes with the starter: where `make install` puts it, or in the source tree.
    private var accessFile: String {
        let prefix = FileFacts.ownPath.map { FileFacts.directory(of: FileFacts.directory(of: $0)) } ?? "/usr/local"
        let installed = "\(prefix)/share/calllog/apache/.htaccess"
        return FileFacts(installed) == nil ? "nginx/apache/.htaccess" : installed
    }

    private var nginxCommand: String {
        let reload = runsSystemd ? "systemctl reload nginx" : "nginx -s reload"
        return "cp \(setup.snippetsDirectory)/calllog_listen.conf /etc/nginx/ && nginx -t && \(reload)"
    }

    private var startCommand: String {
        guard let user else {
            return "\(setup.program) --listen \(ownSocket) --supervise 2 --config \(setup.configFile)"
        }
        guard runsSystemd else {
            return """
                install -d /run/calllog && spawn-fcgi -s /run/calllog/fcgi.sock -u \(user) -g \(user) -U \(user) \
                -G www-data -M 0660 -b 512 -- \(setup.program) --supervise 2 --config \(setup.configFile)
                """
        }
        let start = "systemctl enable --now calllog.socket calllog.service"
        guard snippets.hasDropIn else { return start }
        let place = "/etc/systemd/system/calllog.service.d/host.conf"
        return "install -D -m 0644 \(setup.snippetsDirectory)/host.conf \(place) && systemctl daemon-reload && \(start)"
    }
}
