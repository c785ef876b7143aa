import CallLog
import HTTPCore

/// Every route of the server, ready to be mounted: FastCGI, CGI and an embedding host call
/// ``respond(to:)``.
public struct Routes: HTTPHandler {
    /// What the handlers work with.
    public struct Services: Sendable {
        public var callLogs: CallLogService
        public var logins: LoginService
        public var contacts: ContactService
        public var settings: UserSettingsService

        public init(
            callLogs: CallLogService,
            logins: LoginService,
            contacts: ContactService,
            settings: UserSettingsService
        ) {
            self.callLogs = callLogs
            self.logins = logins
            self.contacts = contacts
            self.settings = settings
        }
    }

    /// How long the client should wait for one request: longer than any takes, 20 s behind other updates of a record
    /// and 12 s of CRM calls.
    private static let clientTimeoutInSeconds = 40

    private let services: Services
    private let adapters: AdapterRegistry
    private let sessions: SessionAuthenticator
    private let store: any Store
    private let hashing: any IdentifierHashing
    private let time: any TimeSource
    private var router = Router()

    public init(
        services: Services,
        adapters: AdapterRegistry,
        tokens: any SessionTokenCoding,
        store: any Store,
        hashing: any IdentifierHashing,
        time: any TimeSource,
        server: ServerDescription
    ) {
        self.services = services
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

    public func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await router.respond(to: request)
    }

    /// Every route, sorted by path and then by method.
    public var entries: [(path: String, method: HTTPMethod)] { router.entries }

    private mutating func mount(_ method: HTTPMethod, _ path: String, _ handler: any SessionHandler) {
        router.on(method, path, Authenticated(handler, sessions: sessions))
    }

    private func repeatable(_ handler: any SessionHandler) -> any SessionHandler {
        IdempotentHandler(handler: handler, store: store, hashing: hashing, time: time)
    }

    private mutating func mountCallLogs() {
        let callLogs = services.callLogs
        mount(.post, "/callLog", repeatable(CreateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.get, "/callLog", LoadCallLogHandler(callLogs: callLogs, hashing: hashing))
        mount(.patch, "/callLog", repeatable(UpdateCallLogHandler(callLogs: callLogs, hashing: hashing)))
        mount(.post, "/callLog/cacheNote", CacheNoteHandler(callLogs: callLogs))
        mount(.put, "/callDisposition", repeatable(DispositionHandler(callLogs: callLogs, hashing: hashing)))
    }

    private mutating func mountContacts() {
        mount(.get, "/contact", FindContactHandler(contacts: services.contacts))
        mount(.post, "/contact", repeatable(CreateContactHandler(contacts: services.contacts)))
        mount(.get, "/custom/contact/search", SearchContactsHandler(contacts: services.contacts))
    }

    private mutating func mountLogins() {
        let logins = services.logins
        router.on(.post, "/apiKeyLogin", APIKeyLoginHandler(logins: logins, adapters: adapters, hashing: hashing))
        router.on(.get, "/oauth-callback", OAuthCallbackHandler(logins: logins, adapters: adapters, hashing: hashing))
        router.on(.get, "/pipedrive-redirect", RedirectPageHandler(adapters: adapters))
        router.on(.delete, "/pipedrive-redirect", UninstallHandler(logins: logins, adapters: adapters))
        mount(.post, "/unAuthorize", LogoutHandler(logins: logins, adapters: adapters))
    }

    private mutating func mountUsers() {
        let load = LoadSettingsHandler(settings: services.settings)
        let wayBackIn = Authenticated(load, sessions: sessions, replyWhenEnded: LoadSettingsHandler.nothing)
        router.on(.get, "/user/settings", wayBackIn)
        mount(.post, "/user/settings", SaveSettingsHandler(settings: services.settings, adapters: adapters))
        router.on(.get, "/user/preloadSettings", PreloadSettingsHandler(settings: services.settings))
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
