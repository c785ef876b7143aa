import FoundationEssentials

/// Where settings come from: the environment, then a file of `KEY=VALUE` lines.
///
/// A secret may also be named by `NAME_FILE` or lie in `$CREDENTIALS_DIRECTORY/NAME` (systemd's LoadCredential).
public struct SettingSource: Sendable {
    let environment: [String: String]
    let file: [String: String]
    let contents: @Sendable (String) -> String?

    /// - Parameters:
    ///   - configFile: Path given by `--config`; unreadable or malformed: an error naming the line.
    ///   - contents: Reads a whole file; `nil` if that fails.
    public init(
        environment: [String: String],
        configFile: String?,
        contents: @escaping @Sendable (String) -> String? = SettingSource.contents(of:)
    ) throws(SettingError) {
        self.environment = environment
        self.contents = contents
        guard let configFile else {
            self.file = [:]
            return
        }
        guard let text = contents(configFile) else {
            throw SettingError("--config", "names a file that cannot be read")
        }
        self.file = try Self.parse(text)
    }

    /// Reads a file as UTF-8.
    public static func contents(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    /// The text of a setting; an empty one counts as absent.
    func text(_ setting: Setting) throws(SettingError) -> String? {
        if let direct = value(setting.name) { return direct }
        guard setting.isSecret else { return setting.standard }
        if let path = value("\(setting.name)_FILE") {
            guard let text = contents(path) else {
                throw SettingError("\(setting.name)_FILE", "names a file that cannot be read")
            }
            return Self.withoutFinalLineFeed(text)
        }
        if let directory = environment["CREDENTIALS_DIRECTORY"],
            let text = contents("\(directory)/\(setting.name)")
        {
            return Self.withoutFinalLineFeed(text)
        }
        return setting.standard
    }

    func value(_ name: String) -> String? {
        for source in [environment, file] {
            if let text = source[name], !text.isEmpty { return text }
        }
        return nil
    }

    /// `KEY=VALUE` lines; blank lines and lines that start with `#` are skipped, one pair of quotes is taken off.
    static func parse(_ text: String) throws(SettingError) -> [String: String] {
        var values: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                throw SettingError("--config", "line \(index + 1) is not KEY=VALUE")
            }
            var value = trimmed(line[line.index(after: equals)...])
            if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
                value = String(value.dropFirst().dropLast())
            }
            values[trimmed(line[..<equals])] = value
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    private static func withoutFinalLineFeed(_ text: String) -> String {
        var text = text
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
