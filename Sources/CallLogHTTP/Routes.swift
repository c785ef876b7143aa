import CallLog
import HTTPCore

/// Every route of the server, ready to be mounted: FastCGI, CGI and an embedding host call ``respond(to:)``, or
/// `answer(_:)`, which never throws.
///
/// A store that blocks, as `SQLiteStore` does, blocks the thread that calls: an asynchronous host runs the routes on a
/// `BlockingThreadPool`. Beside them it runs ``recovery``.
public struct Routes: HTTPHandler {
    /// How long the client should wait for one request: longer than any takes, 20 s behind other updates of a record
    /// and 12 s of CRM calls.
    private static let clientTimeoutInSeconds = 40

    /// Logs, loads and updates calls: what the routes of `/callLog` stand on, for a host that has calls of its own.
    public let callLogs: CallLogService
    private let logins: LoginService
    private let contacts: ContactService
    private let settings: UserSettingsService
    private let adapters: AdapterRegistry
    private let sessions: SessionAuthenticator
    private let store: any Store
    private let hashing: any IdentifierHashing
    private let time: any TimeSource
    private var router = Router()

    /// Puts the standard services together over one store.
    ///
    /// - Parameters:
    ///   - store: Where users, claims and notes live; all processes of one installation share it.
    ///   - adapters: The CRMs that people can connect.
    ///   - tokens: Issues and verifies session tokens.
    ///   - hashing: Hashes RingCentral ids; the same key for the life of the store.
    ///   - time: The clock; the machine's by default.
    ///   - random: Gives ids, fences and session versions; the machine's by default.
    ///   - policy: Deadlines and waiting times.
    ///   - tokenPolicy: Form and life of new session tokens.
    ///   - server: What the manifest says of this server.
    public init(
        store: any Store,
        adapters: AdapterRegistry,
        tokens: any SessionTokenCoding,
        hashing: any IdentifierHashing,
        time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom(),
        policy: CallLogPolicy = CallLogPolicy(),
        tokenPolicy: LoginService.TokenPolicy = .init(),
        server: ServerDescription
    ) {
        callLogs = CallLogService(
            store: store,
            adapters: adapters,
            composer: CallLogComposer(digest: { hashing.digest($0) }),
            hashing: hashing,
            time: time,
            random: random,
            policy: policy
        )
        logins = LoginService(
            store: store,
            adapters: adapters,
            tokens: tokens,
            time: time,
            random: random,
            policy: policy,
            tokenPolicy: tokenPolicy
        )
        contacts = ContactService(
            store: store,
            adapters: adapters,
            hashing: hashing,
            time: time,
            random: random,
            policy: policy
        )
        settings = UserSettingsService(store: store, time: time)
        self.adapters = adapters
        self.sessions = SessionAuthenticator(tokens: tokens, store: store, time: time)
        self.store = store
        self.hashing = hashing
        self.time = time
        mountCallLogs()
        mountContacts()
        mountLogins()
        mountUsers()
        mountDescriptions(server)
    }

    /// Never runs on the caller's actor, which the store would block.
    @concurrent
    public func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await router.respond(to: request)
    }

    /// What a server does between requests; a host runs it in one task beside the routes.
    public var recovery: Recovery { Recovery(store: store, reconciler: callLogs.reconciler, time: time) }

    /// Every route, sorted by path and then by method.
    public var entries: [(path: String, method: HTTPMethod)] { router.entries }

    private mutating func mount(_ method: HTTPMethod, _ path: String, _ handler: any SessionHandler) {
        router.on(method, path, Authenticated(handler, sessions: sessions))
    }

    private func repeatable(_ handler: any SessionHandler, refusesByStatus: Bool = false) -> any SessionHandler {
        IdempotentHandler(
            handler: handler,
            store: store,
            hashing: hashing,
            time: time,
            refusesByStatus: refusesByStatus
        )
    }

    private mutating func mountCallLogs() {
        mount(.post, "/callLog", repeatable(CreateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.get, "/callLog", LoadCallLogHandler(callLogs: callLogs, hashing: hashing))
        mount(.patch, "/callLog", repeatable(UpdateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.post, "/callLog/cacheNote", CacheNoteHandler(callLogs: callLogs))
        mount(.put, "/callDisposition", repeatable(DispositionHandler(callLogs: callLogs, hashing: hashing)))
    }

    private mutating func mountContacts() {
        mount(.get, "/contact", FindContactHandler(contacts: contacts))
        mount(.post, "/contact", repeatable(CreateContactHandler(contacts: contacts), refusesByStatus: true))
        mount(.get, "/custom/contact/search", SearchContactsHandler(contacts: contacts))
    }

    private mutating func mountLogins() {
        router.on(.post, "/apiKeyLogin", APIKeyLoginHandler(logins: logins, adapters: adapters, hashing: hashing))
        router.on(.get, "/oauth-callback", OAuthCallbackHandler(logins: logins, adapters: adapters, hashing: hashing))
        router.on(.get, "/pipedrive-redirect", RedirectPageHandler(adapters: adapters))
        router.on(.delete, "/pipedrive-redirect", UninstallHandler(logins: logins, adapters: adapters))
        mount(.post, "/unAuthorize", LogoutHandler(logins: logins, adapters: adapters))
    }

    private mutating func mountUsers() {
        let load = LoadSettingsHandler(settings: settings)
        let wayBackIn = Authenticated(load, sessions: sessions, replyWhenEnded: LoadSettingsHandler.nothing)
        router.on(.get, "/user/settings", wayBackIn)
        mount(.post, "/user/settings", SaveSettingsHandler(settings: settings, adapters: adapters))
        router.on(.get, "/user/preloadSettings", PreloadSettingsHandler(settings: settings))
        router.on(.get, "/userInfoHash", UserInfoHashHandler(hashing: hashing))
        router.on(.get, "/admin/settings", AdminSettingsHandler())
        mount(.get, "/hostname", HostnameHandler())
    }

    private mutating func mountDescriptions(_ server: ServerDescription) {
        let timeout = Self.clientTimeoutInSeconds
        router.on(.get, "/crmManifest", ManifestHandler(adapters: adapters, server: server, timeoutInSeconds: timeout))
        router.on(.get, "/implementedInterfaces", ImplementedInterfacesHandler(adapters: adapters))
        router.on(.get, "/releaseNotes", ReleaseNotesHandler(server: server))
        router.on(.get, "/serverVersionInfo", VersionHandler(server: server))
        router.on(.get, "/openapi.json", OpenAPIHandler())
        router.on(.get, "/isAlive", AliveHandler())
    }
}

/// `GET /isAlive`: the process answers.
struct AliveHandler: HTTPHandler {
    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        .text("OK")
    }
}
