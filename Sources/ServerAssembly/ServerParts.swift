import CallLog
import CallLogHTTP
import SQLiteStore
import SessionToken
import Settings

/// The server put together from its settings: what both programs run on.
public struct ServerParts: Sendable {
    /// What everything was made from.
    public let settings: ServerSettings
    /// The database, opened and brought to the newest schema.
    public let store: SQLiteStore
    /// Issues and verifies session tokens.
    public let tokens: SessionTokenCoder
    /// Hashes RingCentral ids.
    public let hashing: IdentifierHash
    /// The CRMs offered.
    public let adapters: AdapterRegistry
    /// ``Routes/callLogs``.
    public let callLogs: CallLogService
    /// Every route of the server.
    public let routes: Routes
    /// The machine's clock.
    public let time: any TimeSource
    /// The machine's source of random bytes.
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
        let (adapters, loopbackSettings) = try AdapterRegistry.offered(
            by: settings,
            store: store,
            time: time,
            traffic: traffic
        )
        let routes = Routes(
            store: store,
            adapters: adapters,
            tokens: tokens,
            hashing: keys.hashing,
            time: time,
            random: random,
            policy: CallLogPolicy(crmTimeout: settings.crmTimeout, lease: settings.lease, quiet: settings.quiet),
            tokenPolicy: .init(form: settings.tokenForm, life: settings.tokenLife),
            server: ServerDescription(
                version: Version.current,
                authorName: settings.authorName,
                publicURL: settings.publicURL
            )
        )
        self.loopbackSettings = loopbackSettings
        self.settings = settings
        self.store = store
        self.tokens = tokens
        self.hashing = keys.hashing
        self.adapters = adapters
        self.callLogs = routes.callLogs
        self.routes = routes
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
    /// Whether these settings mean a write-ahead log for their database, be it there already or not.
    public var usesWriteAheadLog: Bool { storeJournal.usesWriteAheadLog(at: databasePath) }

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
