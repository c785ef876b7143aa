import CallLog
import Settings

/// `calllogctl init`: writes settings, secrets, and what this host's web server and service manager need.
struct InitCommand {
    let random: any RandomSource

    init(random: any RandomSource = SystemRandom()) {
        self.random = random
    }

    func run(_ words: [String]) throws(CommandError) {
        let arguments = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: SetupQuestions.options, flags: ["blank", "force", "yes"])
            try arguments.expectNoWords()
            return arguments
        }
        if arguments.has("blank") {
            Console.print(String(SettingsText.blank.dropLast()))
            return
        }
        let account = try account(arguments["user"])
        let asks = Terminal.canAsk && !arguments.has("yes")
        let setup = try SetupQuestions(arguments: arguments, asks: asks, serviceUser: account?.name).setup()
        let secrets = secrets(of: setup)
        let snippets = HostSnippets(setup: setup)
        let config = SetupFile(
            path: setup.configFile,
            text: SettingsText.text(for: setup),
            mode: account == nil ? 0o600 : 0o640
        )
        try check(setup, config, secrets)
        if !arguments.has("force") { try refuseToOverwrite(setup, [config] + secrets + snippets.files) }
        try write(setup, config, secrets, snippets, for: account)
        NextSteps(setup: setup, snippets: snippets).print()
    }

    /// Whom the service runs as, if root sets it up; `nil`: ourselves.
    private func account(_ name: String?) throws(CommandError) -> Account? {
        guard FileFacts.ownUserID == 0 else {
            if name != nil { throw .failed("only root can set a server up for another user") }
            return nil
        }
        let name = name ?? "calllog"
        guard let ids = Accounts.ids(ofUser: name) else {
            throw .failed(
                "there is no user \(name); make one with: "
                    + "useradd --system --user-group --no-create-home --shell /usr/sbin/nologin \(name)"
            )
        }
        return Account(name: name, user: ids.user, group: ids.group)
    }

    /// The secrets to be written. One that is there already and was not given anew is kept: what it has sealed must stay
    /// readable.
    private func secrets(of setup: Setup) -> [SetupFile] {
        var texts: [(name: SecretName, text: String, isGiven: Bool)] = SecretName.keys.map {
            ($0, random.hexText(32), false)
        }
        switch setup.crm {
        case .pipedrive(_, let secret): texts.append((.pipedriveClientSecret, secret, true))
        case .testCRM(let keys): texts.append((.testCRMKeys, keys ?? random.hexText(16), keys != nil))
        case nil: break
        }
        let mode: UInt32 = FileFacts.ownUserID == 0 ? 0o640 : 0o600
        return texts.compactMap { name, text, isGiven in
            let path = "\(setup.secretsDirectory)/\(name.rawValue)"
            return isGiven || FileFacts(path) == nil ? SetupFile(path: path, text: "\(text)\n", mode: mode) : nil
        }
    }

    /// Reads the settings as the server will, before anything is written.
    private func check(_ setup: Setup, _ config: SetupFile, _ secrets: [SetupFile]) throws(CommandError) {
        var texts = [config.path: config.text]
        for secret in secrets { texts[secret.path] = secret.text }
        let written = texts
        do throws(SettingError) {
            let source = try SettingSource(environment: [:], configFile: config.path) { path in
                written[path] ?? SettingSource.contents(of: path)
            }
            _ = try ServerSettings(from: source)
        } catch {
            throw .usage(UsageError(error.description))
        }
        if setup.front == .nginx, !setup.url.isEmpty, PublicPlace(setup.url) == nil {
            throw .usage(UsageError("--url must have the form https://your.host"))
        }
    }

    private func refuseToOverwrite(_ setup: Setup, _ files: [SetupFile]) throws(CommandError) {
        let dataKey = "\(setup.secretsDirectory)/\(SecretName.dataKey.rawValue)"
        if FileFacts(setup.database) != nil, FileFacts(dataKey) == nil {
            throw .failed(
                "there is a database at \(setup.database), and new keys would not open it. Put its keys into "
                    + "\(setup.secretsDirectory)/, or say --force"
            )
        }
        let taken = files.map(\.path).filter { FileFacts($0) != nil && !isBlank($0) }
        guard taken.isEmpty else {
            let names = taken.joined(separator: ", ")
            throw .failed("already there: \(names). --force writes anew, and keeps the keys of the server")
        }
    }

    /// Whether a file is the one that `make install` puts in place, and nobody has filled in.
    private func isBlank(_ path: String) -> Bool {
        SettingSource.contents(of: path) == SettingsText.blank
    }

    private func write(
        _ setup: Setup,
        _ config: SetupFile,
        _ secrets: [SetupFile],
        _ snippets: HostSnippets,
        for account: Account?
    ) throws(CommandError) {
        // The service reads what root owns, and owns what it writes.
        let reader = account.map { (user: UInt32(0), group: $0.group) }
        let writer = account.map { (user: $0.user, group: $0.group) }
        let closed: UInt32 = account == nil ? 0o700 : 0o750
        try SetupFile.makeDirectory(setup.directory, mode: closed, owner: reader)
        try SetupFile.makeDirectory(setup.secretsDirectory, mode: closed, owner: reader)
        if !snippets.files.isEmpty {
            try SetupFile.makeDirectory(setup.snippetsDirectory, mode: 0o755, owner: nil)
        }
        try SetupFile.makeDirectory(setup.dataDirectory, mode: 0o700, owner: writer)
        if FileFacts(config.path) != nil, !isBlank(config.path) {
            try SetupFile.keep(config.path)
            Console.print("kept   \(config.path).saved")
        }
        for file in secrets + [config] {
            try file.write(owner: reader)
            Console.print("wrote  \(file.path) \(FileFacts(file.path)?.text ?? "")")
        }
        for file in snippets.files {
            try file.write(owner: nil)
            Console.print("wrote  \(file.path)")
        }
    }
}

/// A user of this machine.
struct Account {
    let name: String
    let user: UInt32
    let group: UInt32
}
