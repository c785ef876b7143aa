import CRMAdapters
import CallLog
import CallLogHTTP
import SQLiteStore
import SessionToken
import Settings

/// The server put together from its settings: what both programs run on.
public struct ServerParts: Sendable {
    public let settings: ServerSettings
    public let store: SQLiteStore
    public let tokens: SessionTokenCoder
    public let hashing: IdentifierHash
    public let adapters: AdapterRegistry
    public let callLogs: CallLogService
    public let routes: Routes
    public let time: any TimeSource
    public let random: any RandomSource
    /// What the adapters send to their CRMs.
    public let traffic: CRMTraffic
    /// Settings that reach for this machine instead of a CRM: fit for tests only, so they are told at start.
    public let loopbackSettings: [String]

    /// Opens the database and derives the keys.
    public init(_ settings: ServerSettings) throws(AssemblyError) {
        let (time, random) = (SystemTime(), SystemRandom())
        let keys = try Keys(settings)
        let store: SQLiteStore
        do throws(StoreError) {
            store = try SQLiteStore(
                path: settings.databasePath,
                sealing: keys.box(random: random),
                configuration: .init(journal: settings.storeJournal)
            )
        } catch {
            throw .store(error)
        }
        let tokens = try keys.tokenCoder(life: settings.tokenLife, random: random)
        let traffic = CRMTraffic()
        let pipedrive = try Outbound.pipedrive(settings, traffic)
        let adapters = AdapterRegistry.standard(
            store: store,
            time: time,
            testCRMKeys: AcceptedAPIKeys(list: settings.testCRMKeys?.exposedText),
            pipedrive: pipedrive
        )
        let hashing = keys.hashing
        let policy = CallLogPolicy(crmTimeout: settings.crmTimeout, lease: settings.lease, quiet: settings.quiet)
        let callLogs = CallLogService(
            store: store,
            adapters: adapters,
            composer: CallLogComposer(digest: { hashing.digest($0) }),
            hashing: hashing,
            time: time,
            random: random,
            policy: policy
        )
        let services = Routes.Services(
            callLogs: callLogs,
            logins: LoginService(
                store: store,
                adapters: adapters,
                tokens: tokens,
                time: time,
                random: random,
                policy: policy,
                tokenPolicy: .init(form: settings.tokenForm, life: settings.tokenLife)
            ),
            contacts: ContactService(
                store: store,
                adapters: adapters,
                hashing: hashing,
                time: time,
                random: random,
                policy: policy
            ),
            settings: UserSettingsService(store: store, time: time)
        )
        self.loopbackSettings = pipedrive?.configuration.loopbackSettings ?? []
        self.settings = settings
        self.store = store
        self.tokens = tokens
        self.hashing = hashing
        self.adapters = adapters
        self.callLogs = callLogs
        self.routes = Routes(
            services: services,
            adapters: adapters,
            tokens: tokens,
            store: store,
            hashing: hashing,
            time: time,
            server: ServerDescription(
                version: Version.current,
                authorName: settings.authorName,
                publicURL: settings.publicURL
            )
        )
        self.time = time
        self.random = random
        self.traffic = traffic
    }
}

extension ServerParts {
    /// The form of new session tokens (`CALLLOG_TOKEN_FORMAT`).
    public var tokenForm: SessionClaims.Form { settings.tokenForm }
}

extension ServerSettings {
    fileprivate var storeJournal: SQLiteStore.Journal {
        switch journal {
        case .automatic: .automatic
        case .writeAhead: .writeAhead
        case .rollback: .rollback
        }
    }

    fileprivate var tokenForm: SessionClaims.Form {
        switch tokenFormat {
        case .encrypted: .encrypted
        case .signed: .signed
        }
    }
}
