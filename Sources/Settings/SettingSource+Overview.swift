/// What was set, for whoever wants to judge it; never a value.
extension SettingSource {
    /// The settings that have a value of their own, in the order of ``Setting/all``.
    public var setNames: [String] {
        Setting.all.filter { value($0.name) != nil || secretFile(of: $0) != nil }.map(\.name)
    }

    /// The names in the file that belong to no setting, misspelt ones for example.
    public var unknownNames: [String] {
        let known = Set(Setting.all.map(\.name) + Setting.all.filter(\.isSecret).map { "\($0.name)_FILE" })
        return file.keys.filter { !known.contains($0) }.sorted()
    }

    /// Whether the file itself, and not one that it names, holds a secret.
    public var fileHoldsSecret: Bool {
        Setting.all.contains { $0.isSecret && !(file[$0.name] ?? "").isEmpty }
    }

    /// The files that secrets are read from.
    public var secretFiles: [(name: String, path: String)] {
        Setting.all.compactMap { setting in
            value(setting.name) == nil ? secretFile(of: setting).map { (setting.name, $0) } : nil
        }
    }

    private func secretFile(of setting: Setting) -> String? {
        guard setting.isSecret else { return nil }
        if let path = value("\(setting.name)_FILE") { return path }
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else { return nil }
        let path = "\(directory)/\(setting.name)"
        return contents(path) == nil ? nil : path
    }
}
