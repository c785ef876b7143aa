import CallLog
import Settings

/// Whether the settings can be used, and whether they are what a server in service should have.
struct SettingsCheck {
    private static let subject = "settings"
    private static let databaseURL = "DATABASE_URL"

    /// What was found, and the settings to go on with.
    struct Look {
        var findings: [Finding] = []
        var source: SettingSource?
        /// With stand-ins for those that are broken; `nil` if that was not enough.
        var settings: ServerSettings?
        /// The names of those that have a stand-in.
        var broken: Set<String> = []

        /// The settings, if the database they name is the server's.
        var databaseSettings: ServerSettings? { broken.contains(SettingsCheck.databaseURL) ? nil : settings }

        /// Whether the keys are the server's.
        var hasKeys: Bool {
            broken.isDisjoint(with: ["APP_SERVER_SECRET_KEY", "CALLLOG_DATA_KEY", "CALLLOG_DATA_KEY_PREVIOUS"])
        }
    }

    let environment: [String: String]
    let configFile: String?

    /// Reads the settings; a broken one is told and replaced, so that the others are looked at as well.
    func look() -> Look {
        var look = Look()
        var environment = environment
        while look.settings == nil {
            do throws(SettingError) {
                let source = try SettingSource(environment: environment, configFile: configFile)
                if look.source == nil { look.source = source }
                look.settings = try ServerSettings(from: source)
            } catch {
                look.findings.append(.fail(Self.subject, error.description, advice: "The responder does not start."))
                let name = error.name.hasSuffix("_FILE") ? String(error.name.dropLast(5)) : error.name
                guard let standIn = Self.standIn(for: name), look.broken.insert(name).inserted else { return look }
                environment[name] = standIn
            }
        }
        look.findings += judgement(of: look)
        return look
    }

    /// A value that passes, for a setting that does not; `nil` for what is no setting.
    private static func standIn(for name: String) -> String? {
        switch name {
        case databaseURL: "sqlite:///nowhere"
        case "CALLLOG_PUBLIC_URL": "https://nowhere.invalid"
        default: Setting.all.first { $0.name == name }.map { $0.standard ?? "a stand-in, and longer than 32 bytes" }
        }
    }

    private func judgement(of look: Look) -> [Finding] {
        guard let source = look.source, let settings = look.settings else { return [] }
        var findings: [Finding] = []
        let names = source.setNames
        if look.broken.isEmpty {
            let place = configFile.map { " in \($0) and the environment" } ?? " in the environment"
            findings.append(.ok(Self.subject, "\(names.count) set\(place): \(names.joined(separator: ", "))"))
        }
        for name in source.unknownNames {
            findings.append(
                .warn(Self.subject, "\(name) is no setting", advice: "calllogctl --help lists how they are spelt.")
            )
        }
        let derived = ["CALLLOG_DATA_KEY", "HASH_KEY"].filter { !names.contains($0) && !look.broken.contains($0) }
        if !derived.isEmpty {
            findings.append(
                .warn(
                    Self.subject,
                    "\(derived.joined(separator: " and ")) derived from APP_SERVER_SECRET_KEY, and lost with it",
                    advice: "Set them before the first call is logged: openssl rand -hex 32."
                )
            )
        }
        findings += loginFindings(settings)
        return findings
    }

    private func loginFindings(_ settings: ServerSettings) -> [Finding] {
        let keys = settings.testCRMKeys?.exposedText ?? ""
        if keys.split(separator: ",").contains(where: { $0.allSatisfy { $0 == "*" || $0 == " " } }) {
            let advice = "List keys in TESTCRM_API_KEYS unless this server is for a try."
            return [.warn(Self.subject, "anybody can connect to testCRM", advice: advice)]
        }
        if keys.isEmpty, settings.pipedrive == nil {
            let advice = "Set TESTCRM_API_KEYS, or PIPEDRIVE_CLIENT_ID and PIPEDRIVE_CLIENT_SECRET."
            return [.warn(Self.subject, "nobody can connect: no CRM is set up", advice: advice)]
        }
        return []
    }
}
