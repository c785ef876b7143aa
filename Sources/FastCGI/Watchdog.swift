import HTTPCore
import Synchronization

/// Breaks connections whose peer does not read its answer, so that the worker gets free.
///
/// It is on only while a worker writes, never while a handler works.
final class Watchdog: Sendable {
    private struct State {
        var slots: [(connection: Connection, deadline: ContinuousClock.Instant)?]
        /// Whether the thread wakes by itself before the deadlines it was told of.
        var isTimed = false
        var isStopped = false
    }

    private let limit: Duration
    private let flag: EventFlag
    private let poller: Poller
    private let state: Mutex<State>

    /// - Parameters:
    ///   - slots: One per worker.
    ///   - limit: How long one answer may take to write.
    init(slots: Int, limit: Duration) throws(FastCGIError) {
        self.limit = limit
        flag = try EventFlag()
        poller = try Poller()
        state = Mutex(State(slots: Array(repeating: nil, count: slots)))
        guard poller.add(flag.descriptor) else { throw .lastError(of: "epoll_ctl") }
    }

    /// Puts the watch on until ``disarm(slot:)``.
    func arm(_ connection: Connection, slot: Int) {
        let deadline = ContinuousClock.now + limit
        let mustWake = state.withLock { state in
            state.slots[slot] = (connection, deadline)
            // A thread that waits for an earlier deadline sees this one when it wakes.
            defer { state.isTimed = true }
            return !state.isTimed
        }
        if mustWake { flag.raise() }
    }

    func disarm(slot: Int) {
        state.withLock { $0.slots[slot] = nil }
    }

    /// Watches until ``stop()``.
    func run() {
        var wait: Int32 = -1
        while true {
            _ = poller.wait(milliseconds: wait)
            flag.lower()
            let now = ContinuousClock.now
            let next = state.withLock { state -> Duration? in
                var nearest: ContinuousClock.Instant?
                for slot in state.slots {
                    guard let slot else { continue }
                    if slot.deadline <= now {
                        slot.connection.shutDown()
                    } else {
                        nearest = min(nearest ?? slot.deadline, slot.deadline)
                    }
                }
                state.isTimed = nearest != nil
                return state.isStopped ? nil : nearest.map { $0 - now } ?? .seconds(86_400)
            }
            guard let next else { return }
            wait = next.wholeMilliseconds
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        flag.raise()
    }
}
