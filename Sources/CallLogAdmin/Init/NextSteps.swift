/// What remains to be done after `calllogctl init`: a few commands, and how to see whether all is well.
struct NextSteps {
    let setup: Setup
    let snippets: HostSnippets

    private var runsSystemd: Bool { FileFacts("/run/systemd/system") != nil }

    func print() {
        if let path = snippets.missingCertificate {
            Console.print("")
            Console.print("There is no certificate at \(path) yet: get one first, or name yours with --certificate.")
        }
        if setup.front == .apache, !setup.isStartedByApache {
            Console.print("")
            Console.print("calllog-apache.conf answers on 127.0.0.1:8080 until your address and certificate are in it.")
        }
        Console.print("")
        Console.print("Next:")
        for command in commands { Console.print("  \(command)") }
        Console.print("Then see whether all is well:")
        let socket =
            setup.isStartedByApache ? " --socket none" : setup.serviceUser == nil ? " --socket \(ownSocket)" : ""
        Console.print("  \(tool) --config \(setup.configFile) doctor\(socket)")
    }

    /// This program, as whoever reads this can call it.
    private var tool: String { setup.serviceUser == nil ? FileFacts.ownPath ?? "calllogctl" : "calllogctl" }

    /// A socket where somebody who is not root may make one.
    private var ownSocket: String { "unix:\(setup.dataDirectory)/fcgi.sock" }

    private var commands: [String] {
        switch setup.front {
        case .nginx: [nginxCommand, startCommand]
        case .apache: setup.isStartedByApache ? siteCommands : [apacheCommand, startCommand]
        }
    }

    /// What puts the two files of shared hosting in place: `SITE` is a folder of the web.
    private var siteCommands: [String] {
        var commands = [
            "install -m 0644 \(apacheFiles)/.htaccess SITE/ && install -m 0755 \(apacheFiles)/calllog.fcgi SITE/",
            "sed -i 's|^home=.*|home=\(setup.directory)|' SITE/calllog.fcgi",
        ]
        // The starter looks for the program beside its settings.
        let program = "\(setup.directory)/calllog-fcgi"
        if FileFacts(program) == nil { commands.insert("ln -s \(setup.program) \(program)", at: 0) }
        // Between requests nobody of ours is there.
        let flush = "* * * * * \(tool) --config \(setup.configFile) logs flush >/dev/null"
        commands.append("(crontab -l 2>/dev/null || true; echo '\(flush)') | crontab -")
        return commands
    }

    private var apacheCommand: String {
        let reload = runsSystemd ? "systemctl reload apache2" : "apachectl graceful"
        return """
            cp \(apacheFiles)/calllog-apache.conf /etc/apache2/sites-available/calllog.conf && \
            a2enmod proxy_fcgi headers rewrite unique_id buffer && a2ensite calllog && \(reload)
            """
    }

    /// The files for Apache: where `make install` puts them, beside us in a release, or in the source tree.
    private var apacheFiles: String {
        let own = FileFacts.directory(of: FileFacts.ownPath ?? "/usr/local/bin/calllogctl")
        let places = ["\(FileFacts.directory(of: own))/share/calllog/apache", "\(own)/nginx/apache"]
        return places.first { FileFacts($0) != nil } ?? "nginx/apache"
    }

    private var nginxCommand: String {
        let reload = runsSystemd ? "systemctl reload nginx" : "nginx -s reload"
        return "cp \(setup.snippetsDirectory)/calllog_listen.conf /etc/nginx/ && nginx -t && \(reload)"
    }

    private var startCommand: String {
        guard let user = setup.serviceUser else {
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
