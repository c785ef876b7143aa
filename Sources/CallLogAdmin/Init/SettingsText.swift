/// The text of a settings file.
enum SettingsText {
    /// Two settings to fill in: what `make install` puts in place.
    static let blank = """
        # Settings of calllog, KEY=VALUE lines. `calllogctl --help` lists them all; `calllogctl --config THIS-FILE doctor`
        # says what is missing; `calllogctl init` writes this file with all secrets instead.

        # Fill in: signs and encrypts session tokens, at least 32 bytes. Make one with: openssl rand -hex 32
        APP_SERVER_SECRET_KEY=

        # Fill in: with which API keys one may connect to testCRM, a comma list ...
        TESTCRM_API_KEYS=

        # ... or the OAuth client of your Pipedrive app, and where clients reach this server.
        #PIPEDRIVE_CLIENT_ID=
        #PIPEDRIVE_CLIENT_SECRET=
        #CALLLOG_PUBLIC_URL=https://calls.example.org

        DATABASE_URL=sqlite:///var/lib/calllog/calllog.db

        # Keys of their own, to be set before the first call is logged; else they follow from APP_SERVER_SECRET_KEY.
        #CALLLOG_DATA_KEY=
        #HASH_KEY=

        """

    /// The settings of a set-up, with its secrets in files beside it.
    static func text(for setup: Setup) -> String {
        var lines = [
            "# Settings of calllog, KEY=VALUE lines, written by `calllogctl init`. `calllogctl --help` lists them all."
        ]
        if setup.serviceUser != nil { lines.append("# After a change: systemctl reload calllog") }
        lines.append("")
        lines += SecretName.keys.map { "\($0.rawValue)_FILE=\(setup.secretsDirectory)/\($0.rawValue)" }
        lines += ["", "DATABASE_URL=sqlite://\(setup.database)", ""]
        if setup.isStartedByApache {
            lines += [
                "# Apache would log to a file of its own; and a process of it serves one request at a time.",
                "CALLLOG_LOG_FILE=\(setup.directory)/calllog.log", "CALLLOG_THREADS=2", "",
            ]
        }
        let url =
            setup.url.isEmpty ? "#CALLLOG_PUBLIC_URL=https://calls.example.org" : "CALLLOG_PUBLIC_URL=\(setup.url)"
        lines += ["# Where clients reach this server.", url, ""]
        switch setup.crm {
        case .pipedrive(let clientID, _):
            lines += ["PIPEDRIVE_CLIENT_ID=\(clientID)", line(.pipedriveClientSecret, setup)]
        case .testCRM:
            lines += ["# The keys with which one may connect to testCRM.", line(.testCRMKeys, setup)]
        case nil:
            lines += [
                "# A CRM: the OAuth client of a Pipedrive app, or API keys for testCRM.", "#PIPEDRIVE_CLIENT_ID=",
                "#\(line(.pipedriveClientSecret, setup))", "#\(line(.testCRMKeys, setup))",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ secret: SecretName, _ setup: Setup) -> String {
        "\(secret.rawValue)_FILE=\(setup.secretsDirectory)/\(secret.rawValue)"
    }
}

/// The secrets that have a file of their own, named like the setting.
enum SecretName: String {
    case serverSecret = "APP_SERVER_SECRET_KEY"
    case dataKey = "CALLLOG_DATA_KEY"
    case hashKey = "HASH_KEY"
    case pipedriveClientSecret = "PIPEDRIVE_CLIENT_SECRET"
    case testCRMKeys = "TESTCRM_API_KEYS"

    /// Those that every server has.
    static let keys: [SecretName] = [.serverSecret, .dataKey, .hashKey]
}
