import CRMAdapters
import CallLog
import HTTPCore
import ServerAssembly
import Settings

/// Whether the CRMs can be reached from here, over TLS that is trusted, and agree about the time.
struct CRMCheck {
    private static let tolerance = Duration.seconds(60)

    let settings: ServerSettings
    let time: any TimeSource

    /// The places that all users of a CRM need.
    func findings() async -> [Finding] {
        do throws(AssemblyError) {
            // Only asked where things are, which needs no store.
            let offered = try AdapterRegistry.offered(by: settings, store: UnusedStore(), time: time)
            var findings: [Finding] = []
            for adapter in offered.adapters.adapters {
                findings += try await self.findings(about: adapter, user: nil)
            }
            return findings
        } catch {
            return [.fail("crm", "not asked", advice: error.description)]
        }
    }

    /// The places of an adapter that answer for all users, or for this one.
    func findings(about adapter: any CRMAdapter, user: CRMUser?) async throws(AssemblyError) -> [Finding] {
        guard let adapter = adapter as? any CRMDiagnosing else { return [] }
        let places = adapter.places(for: user)
        guard !places.isEmpty else { return [] }
        let client = try Outbound.client(settings)
        var findings: [Finding] = []
        for place in places { findings += await look(at: place, of: adapter.platform, by: client) }
        return findings
    }

    private func look(at place: String, of platform: Platform, by client: any HTTPClient) async -> [Finding] {
        let host = place.split(separator: "/").dropFirst().first.map(String.init) ?? place
        let start = ContinuousClock.now
        do throws(HTTPClientError) {
            let reply = try await client.send(OutboundRequest(.get, place, timeout: settings.crmTimeout))
            let duration = (ContinuousClock.now - start).wholeMilliseconds
            let way = place.hasPrefix("https:") ? "over TLS" : "over plain http, fit for tests"
            let answers = Finding.ok("crm", "\(platform): \(host) answers \(way) in \(duration) ms")
            return [answers, clockFinding(reply.headers["date"], host)].compactMap { $0 }
        } catch {
            return [.fail("crm", "\(platform): \(host): \(error.spoken)", advice: advice(on: error))]
        }
    }

    private func clockFinding(_ date: String?, _ host: String) -> Finding? {
        guard let theirs = date.flatMap({ Timestamp(httpDate: $0) }) else { return nil }
        let ahead = time.now() - theirs
        guard ahead > Self.tolerance || ahead < .zero - Self.tolerance else { return nil }
        let text = ahead > .zero ? "\(ahead.spoken) ahead of" : "\((.zero - ahead).spoken) behind"
        return .fail("clock", "it is \(text) \(host)", advice: "Set it, and keep it right by NTP.")
    }

    private func advice(on error: HTTPClientError) -> String {
        switch error.reason {
        case .refused: "Correct the URL in the settings."
        case .nameNotResolved: "Look at /etc/resolv.conf, and at IPAddressDeny in calllog.service."
        case .connectionFailed, .timedOutBeforeSending: "Let this machine out to port 443, or set CALLLOG_PROXY."
        case .tlsFailed: "Install ca-certificates or set CALLLOG_CA_FILE, and check the clock."
        case .timedOutAfterSending, .connectionLost, .badReply: "Try again; if it stays so, look at the proxy."
        }
    }
}

/// A store that holds nothing and is not to be used.
private struct UnusedStore: Store {
    func read<Result: Sendable>(
        _ body: @Sendable (any StoreReader) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        throw StoreError(.cannotOpen)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        throw StoreError(.cannotOpen)
    }
}
