import Synchronization

/// Passes on at most one notice a second, and with it how many were kept back.
final class NoticeLimiter: Sendable {
    private struct State {
        var next: ContinuousClock.Instant
        var heldBack = 0
    }

    private let state: Mutex<State>
    private let report: @Sendable (String) -> Void

    init(report: @escaping @Sendable (String) -> Void) {
        self.report = report
        state = Mutex(State(next: .now))
    }

    func notice(_ text: String, at now: ContinuousClock.Instant = .now) {
        let heldBack = state.withLock { state -> Int? in
            guard now >= state.next else {
                state.heldBack += 1
                return nil
            }
            state.next = now + .seconds(1)
            defer { state.heldBack = 0 }
            return state.heldBack
        }
        guard let heldBack else { return }
        report(heldBack == 0 ? text : "\(text) (and \(heldBack) more like it)")
    }
}
