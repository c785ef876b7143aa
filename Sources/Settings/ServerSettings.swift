/// Every setting of the server, read and checked.
public struct ServerSettings: Sendable {
    /// The form of session tokens; the raw value is the setting's.
    public enum TokenFormat: String, Sendable, CaseIterable {
        /// Unreadable without the server's key.
        case encrypted = "jwe"
        /// Readable by whoever holds it, as the reference issues them.
        case signed = "jws"
    }

    /// How SQLite undoes a transaction that broke off.
    public enum Journal: String, Sendable, CaseIterable {
        /// A write-ahead log, but a rollback journal on a network file system.
        case automatic = "auto"
        /// Always a write-ahead log.
        case writeAhead = "wal"
        /// Always a rollback journal.
        case rollback
    }

    /// How much is logged.
    public enum LogLevel: String, Sendable, CaseIterable {
        /// What went wrong.
        case error
        /// That, and a line for each request.
        case info
        /// Everything.
        case debug
    }

    /// `APP_SERVER_SECRET_KEY`, at least 32 bytes.
    public var serverSecret: SecretSetting
    /// `CALLLOG_DATA_KEY`, at least 32 bytes; `nil`: derived from the server's secret.
    public var dataKey: SecretSetting?
    /// `CALLLOG_DATA_KEY_PREVIOUS`; `nil`: there is none.
    public var previousDataKey: SecretSetting?
    /// `HASH_KEY`; `nil`: derived from the server's secret.
    public var hashKey: SecretSetting?
    /// Absolute.
    public var databasePath: String
    /// `CALLLOG_JOURNAL`.
    public var journal: Journal
    /// `CALLLOG_THREADS`, 1 to 256.
    public var threads: Int
    /// `CALLLOG_BODY_LIMIT`, 1 KiB to 64 MiB.
    public var bodyLimitInBytes: Int
    /// `CALLLOG_TOKEN_FORMAT`.
    public var tokenFormat: TokenFormat
    /// `CALLLOG_TOKEN_TTL`, a minute to 120 years.
    public var tokenLife: Duration
    /// `CALLLOG_CRM_TIMEOUT_MS`, 50 ms to two minutes.
    public var crmTimeout: Duration
    /// `CALLLOG_LEASE_MS`, up to ten minutes; longer than `crmTimeout`.
    public var lease: Duration
    /// `CALLLOG_QUIET_MS`, up to an hour; longer than `crmTimeout`.
    public var quiet: Duration
    /// `CALLLOG_CA_FILE`; `nil`: the system's.
    public var caFile: String?
    /// `CALLLOG_PROXY`; `nil`: none.
    public var proxy: String?
    /// `TESTCRM_API_KEYS`, a comma list; `nil`: nobody can connect.
    public var testCRMKeys: SecretSetting?
    /// `nil`: Pipedrive is not offered.
    public var pipedrive: PipedriveSettings?
    /// Without a slash at the end.
    public var publicURL: String?
    /// `CALLLOG_AUTHOR_NAME`.
    public var authorName: String
    /// `CALLLOG_LOG_FILE`; `nil`: standard error.
    public var logFile: String?
    /// `CALLLOG_LOG_LEVEL`.
    public var logLevel: LogLevel
    /// After so many requests a supervised worker is replaced; `nil`: never.
    public var requestLimit: Int?
    /// A supervised worker that holds more is replaced; `nil`: never.
    public var memoryLimitInBytes: Int?
    /// Whether `GET /metrics` is answered.
    public var offersMetrics: Bool

    /// Reads and checks everything; the first problem is thrown.
    public init(from source: SettingSource) throws(SettingError) {
        serverSecret = try Self.key(.serverSecret, source)
        dataKey = try Self.optionalKey(.dataKey, source)
        previousDataKey = try Self.optionalKey(.previousDataKey, source)
        hashKey = try source.text(.hashKey).map { SecretSetting($0) }
        databasePath = try Self.databasePath(source)
        journal = try Self.choice(.journal, source)
        threads = try Self.number(.threads, 1...256, source)
        bodyLimitInBytes = try Self.number(.bodyLimit, 1024...67_108_864, source)
        tokenFormat = try Self.choice(.tokenFormat, source)
        tokenLife = .seconds(try Self.number(.tokenLife, 60...3_786_912_000, source))
        crmTimeout = .milliseconds(try Self.number(.crmTimeout, 50...120_000, source))
        lease = .milliseconds(try Self.number(.lease, 100...600_000, source))
        quiet = .milliseconds(try Self.number(.quiet, 100...3_600_000, source))
        caFile = try source.text(.caFile)
        proxy = try source.text(.proxy)
        testCRMKeys = try source.text(.testCRMKeys).map { SecretSetting($0) }
        pipedrive = try PipedriveSettings(from: source)
        publicURL = try Self.publicURL(source)
        authorName = try source.text(.authorName) ?? ""
        logFile = try source.text(.logFile)
        logLevel = try Self.choice(.logLevel, source)
        requestLimit = try Self.limit(.requestLimit, 1_000_000_000, source)
        memoryLimitInBytes = try Self.limit(.memoryLimit, 1_048_576, source).map { $0 << 20 }
        offersMetrics = try Self.choice(.metrics, source) as Switch == .on
        guard crmTimeout < lease else {
            throw SettingError(Setting.lease.name, "must be longer than CALLLOG_CRM_TIMEOUT_MS")
        }
        guard crmTimeout < quiet else {
            throw SettingError(Setting.quiet.name, "must be longer than CALLLOG_CRM_TIMEOUT_MS")
        }
    }

    private enum Switch: String, CaseIterable {
        case on
        case off
    }

    /// A number of which 0 means no limit.
    private static func limit(
        _ setting: Setting,
        _ largest: Int,
        _ source: SettingSource
    ) throws(SettingError) -> Int? {
        let number = try number(setting, 0...largest, source)
        return number == 0 ? nil : number
    }

    private static func key(_ setting: Setting, _ source: SettingSource) throws(SettingError) -> SecretSetting {
        guard let key = try optionalKey(setting, source) else {
            throw SettingError(setting.name, "is not set; make one with: openssl rand -hex 32")
        }
        return key
    }

    private static func optionalKey(
        _ setting: Setting,
        _ source: SettingSource
    ) throws(SettingError) -> SecretSetting? {
        guard let text = try source.text(setting) else { return nil }
        guard text.utf8.count >= 32 else {
            throw SettingError(setting.name, "is shorter than 32 bytes; make one with: openssl rand -hex 32")
        }
        guard Set(text.utf8).count > 1 else {
            throw SettingError(setting.name, "is one byte repeated; make one with: openssl rand -hex 32")
        }
        return SecretSetting(text)
    }

    private static func databasePath(_ source: SettingSource) throws(SettingError) -> String {
        let setting = Setting.databaseURL
        guard let url = try source.text(setting) else {
            throw SettingError(setting.name, "is not set; use sqlite:///absolute/path")
        }
        let scheme = "sqlite://"
        guard url.hasPrefix(scheme + "/"), !url.hasSuffix("/"), !url.contains("\0") else {
            throw SettingError(setting.name, "must have the form sqlite:///absolute/path")
        }
        return String(url.dropFirst(scheme.count))
    }

    private static func publicURL(_ source: SettingSource) throws(SettingError) -> String? {
        let setting = Setting.publicURL
        guard var url = try source.text(setting) else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        let hasHost = ["https://", "http://"].contains { url.hasPrefix($0) && url.utf8.count > $0.utf8.count }
        guard hasHost, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !url.contains(where: { "?#@\\".contains($0) })
        else { throw SettingError(setting.name, "must have the form https://your.host") }
        return url
    }

    private static func number(
        _ setting: Setting,
        _ range: ClosedRange<Int>,
        _ source: SettingSource
    ) throws(SettingError) -> Int {
        guard let number = try source.text(setting).flatMap({ Int($0) }), range.contains(number) else {
            throw SettingError(
                setting.name,
                "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ setting: Setting,
        _ source: SettingSource
    ) throws(SettingError) -> Choice where Choice.RawValue == String {
        guard let choice = try source.text(setting).flatMap({ Choice(rawValue: $0) }) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingError(setting.name, "must be one of: \(choices)")
        }
        return choice
    }
}
