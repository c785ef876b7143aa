/// One setting of the server: its name, what it means, and what it is when nobody sets it.
public struct Setting: Sendable {
    /// The environment variable, and the key in the file.
    public let name: String
    /// Shown by `--help` and in README: meaning and unit.
    public let meaning: String
    /// As text; `nil` if there is none.
    public let standard: String?
    /// A secret may also come from a file (`NAME_FILE`) or from the service manager's credentials, and is never shown.
    public let isSecret: Bool

    init(_ name: String, _ meaning: String, standard: String? = nil, isSecret: Bool = false) {
        self.name = name
        self.meaning = meaning
        self.standard = standard
        self.isSecret = isSecret
    }
}

extension Setting {
    static let serverSecret = Setting(
        "APP_SERVER_SECRET_KEY",
        "signs and encrypts session tokens; at least 32 bytes",
        isSecret: true
    )
    static let dataKey = Setting(
        "CALLLOG_DATA_KEY",
        "seals tokens and drafts in the database; at least 32 bytes; default: derived from APP_SERVER_SECRET_KEY",
        isSecret: true
    )
    static let previousDataKey = Setting(
        "CALLLOG_DATA_KEY_PREVIOUS",
        "opens what the key before wrote, until calllogctl keys rotate has run",
        isSecret: true
    )
    static let hashKey = Setting(
        "HASH_KEY",
        "hashes RingCentral account and extension ids; any text; default: derived from APP_SERVER_SECRET_KEY",
        isSecret: true
    )
    static let databaseURL = Setting("DATABASE_URL", "sqlite:///absolute/path of the database file")
    static let journal = Setting(
        "CALLLOG_JOURNAL",
        "auto, wal or rollback: how SQLite undoes a broken write; auto: rollback on network file systems, else wal",
        standard: "auto"
    )
    static let threads = Setting("CALLLOG_THREADS", "worker threads, 1 to 256", standard: "16")
    static let bodyLimit = Setting("CALLLOG_BODY_LIMIT", "largest request body in bytes", standard: "1048576")
    static let tokenFormat = Setting("CALLLOG_TOKEN_FORMAT", "jwe (encrypted) or jws (signed)", standard: "jwe")
    static let tokenLife = Setting("CALLLOG_TOKEN_TTL", "life of a session token in seconds", standard: "31536000")
    static let crmTimeout = Setting(
        "CALLLOG_CRM_TIMEOUT_MS",
        "total deadline of one CRM call in milliseconds; all calls of a request: half as much again",
        standard: "8000"
    )
    static let lease = Setting(
        "CALLLOG_LEASE_MS",
        "how long a claim protects its row, in milliseconds; more than CALLLOG_CRM_TIMEOUT_MS",
        standard: "30000"
    )
    static let quiet = Setting(
        "CALLLOG_QUIET_MS",
        "how long to wait before a write of unknown outcome is sent again, in milliseconds",
        standard: "120000"
    )
    static let caFile = Setting(
        "CALLLOG_CA_FILE",
        "PEM file of the only CAs trusted for CRM connections; default: the distribution's"
    )
    static let proxy = Setting("CALLLOG_PROXY", "proxy for CRM connections; default: none, whatever http_proxy says")
    static let testCRMKeys = Setting(
        "TESTCRM_API_KEYS",
        "API keys with which one may connect to testCRM, a comma list; * for any; default: none",
        isSecret: true
    )
    static let pipedriveClientID = Setting("PIPEDRIVE_CLIENT_ID", "the OAuth client of your Pipedrive app")
    static let pipedriveClientSecret = Setting(
        "PIPEDRIVE_CLIENT_SECRET",
        "the secret of that client",
        isSecret: true
    )
    static let pipedriveRedirectURI = Setting(
        "PIPEDRIVE_REDIRECT_URI",
        "where Pipedrive sends people back to, as registered: https://your.host/pipedrive-redirect"
    )
    static let pipedriveTokenURI = Setting(
        "PIPEDRIVE_ACCESS_TOKEN_URI",
        "Pipedrive's token endpoint",
        standard: "https://oauth.pipedrive.com/oauth/token"
    )
    static let pipedriveRevokeURI = Setting(
        "PIPEDRIVE_REVOKE_URI",
        "Pipedrive's revocation endpoint; default: revoke beside the token endpoint"
    )
    static let pipedriveBaseURL = Setting(
        "PIPEDRIVE_API_BASE_URL",
        "replaces https://<company>.pipedrive.com, for tests; plain http on loopback only"
    )
    static let publicURL = Setting(
        "CALLLOG_PUBLIC_URL",
        "where clients reach this server, https://your.host; default: the scheme and host of the request"
    )
    static let authorName = Setting(
        "CALLLOG_AUTHOR_NAME",
        "who runs this server, as the manifest names them",
        standard: "calllog"
    )
    static let logFile = Setting("CALLLOG_LOG_FILE", "where to log, reopened on SIGUSR1; default: standard error")
    static let logLevel = Setting("CALLLOG_LOG_LEVEL", "error, info or debug", standard: "info")
    static let requestLimit = Setting(
        "CALLLOG_MAX_REQUESTS",
        "with --supervise: replace a worker after so many requests, up to a quarter more; 0: never",
        standard: "0"
    )
    static let memoryLimit = Setting(
        "CALLLOG_MAX_RSS_MB",
        "with --supervise: replace a worker that holds more MiB of memory; 0: never",
        standard: "0"
    )
    static let metrics = Setting("CALLLOG_METRICS", "on answers GET /metrics, off does not", standard: "off")

    /// Every setting, in the order shown to people.
    public static let all: [Setting] = [
        serverSecret, databaseURL, dataKey, previousDataKey, hashKey, journal, threads, bodyLimit, tokenFormat,
        tokenLife, crmTimeout, lease, quiet, caFile, proxy, testCRMKeys, pipedriveClientID, pipedriveClientSecret,
        pipedriveRedirectURI, pipedriveTokenURI, pipedriveRevokeURI, pipedriveBaseURL, publicURL,
        authorName, logFile, logLevel,
        requestLimit, memoryLimit, metrics,
    ]
}
