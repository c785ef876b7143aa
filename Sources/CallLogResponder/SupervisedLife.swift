import CallLog
import HTTPCore
import ServerAssembly
import Synchronization

/// What a worker has to say to its supervisor, and to learn from it.
final class SupervisedLife: Sendable {
    private let lifeline: Lifeline
    private let requestLimit: Int?
    private let answered = Atomic(0)
    private let toldRestarts = Atomic(0)

    /// - Parameter requestLimit: From here up to a quarter more, so that workers of one age do not all go at once.
    /// - Returns: `nil` if no supervisor is there.
    init?(requestLimit: Int?) {
        guard let lifeline = Lifeline.inherited() else { return nil }
        self.lifeline = lifeline
        self.requestLimit = requestLimit.map { $0 + Int.random(in: 0...$0 / 4) }
    }

    /// How often the supervisor had to restart a worker, as it last said.
    var restarts: Int { toldRestarts.load(ordering: .relaxed) }

    /// Says that we are ready as soon as requests are answered and the database is read, and listens from then on.
    ///
    /// - Parameter onOrphaned: Called when the supervisor is gone; nobody would end or replace us any more.
    func begin(_ parts: ServerParts, onOrphaned: @escaping @Sendable () -> Void) {
        Task.detached { [lifeline] in
            let request = HTTPRequest(method: .get, path: "/isAlive")
            guard await parts.routes.answer(request).status == .ok, await Self.canRead(parts.store) else { return }
            lifeline.say(.ready)
        }
        let thread = SystemThread.start(stackSizeInBytes: 256 << 10) { [self] in
            while let number = lifeline.restarts() { toldRestarts.store(number, ordering: .relaxed) }
            onOrphaned()
        }
        // Unable to hear the supervisor's end, better not to outlive it.
        if thread == nil { onOrphaned() }
    }

    /// Counts an answer, and asks to be replaced after the last that is allowed.
    func countRequest() {
        guard let requestLimit else { return }
        if answered.add(1, ordering: .relaxed).newValue == requestLimit { lifeline.say(.replaceForRequests) }
    }

    private static func canRead(_ store: any Store) async -> Bool {
        do throws(StoreError) {
            _ = try await store.read { store throws(StoreError) in try store.lease("supervisor") }
            return true
        } catch {
            return false
        }
    }
}
