import CallLog
import Synchronization
import Testing

@Suite struct RecoveryTests {
    @Test func `a store that fails is told once, and once more when it fails again`() async throws {
        let server = try TestServer()
        let start = server.time.now()
        let failures = Failures()
        let recovery = Task { await server.routes.recovery.run { failures.append($0) } }
        for round in 1...2 {
            server.store.fail(with: StoreError(.full))
            await server.wait { failures.count == round }
            let noticed = server.time.now()
            await server.wait { server.time.now() > noticed + .seconds(10) }
            #expect(failures.count == round)
            server.store.fail(with: nil)
            let healed = server.time.now()
            await server.wait { server.time.now() > healed + .seconds(2) }
        }
        recovery.cancel()
        await recovery.value
        #expect(server.time.now() > start)
    }

    @Test func `what has expired is forgotten after a minute, then every hour`() async throws {
        let server = try TestServer()
        let note = CachedNote(text: "old", expiresAt: server.time.now())
        let tenant = Tenant(platform: "testCRM", host: "")
        try await server.store.write { store throws(StoreError) in
            try store.setCachedNote(note, session: "1", user: "u", tenant: tenant)
        }
        let start = server.time.now()
        let recovery = Task { await server.routes.recovery.run { _ in } }
        await server.wait { server.time.now() > start + .seconds(70) }
        recovery.cancel()
        await recovery.value
        let left = try await server.store.read { store throws(StoreError) in
            try store.cachedNote(session: "1", user: "u", tenant: tenant)
        }
        #expect(left == nil)
    }
}

private final class Failures: Sendable {
    private let errors = Mutex<[StoreError]>([])
    var count: Int { errors.withLock { $0.count } }
    func append(_ error: StoreError) { errors.withLock { $0.append(error) } }
}

extension TestServer {
    /// Lets others work until `condition` holds.
    fileprivate func wait(until condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }
}
