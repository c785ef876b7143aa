import Settings
import StrictJSON
import Synchronization

extension Log {
    /// Writes an error's line, or counts it if an equal one was written within a second.
    ///
    /// The count is told in the last line of its kind, as `repeated`, when the second is over.
    func writeLimited(_ event: JSONObject, kind: String, at level: ServerSettings.LogLevel = .info) {
        let now = Self.uptime
        let (admits, ended, mustWait) = bursts.withLock { state in
            let ended = state.limiter.expired(at: now)
            let admits = state.limiter.admits((event, level), kind: kind, at: now)
            let mustWait = !admits && !state.isWaiting
            if mustWait { state.isWaiting = true }
            return (admits, ended, mustWait)
        }
        write(ended)
        if admits { write(event, at: level) }
        if mustWait { waitForEnd() }
    }

    /// Writes the counts that are still held back; at the end of the process.
    func endBursts() {
        write(bursts.withLock { $0.limiter.expired(at: Self.uptime + .seconds(3600)) })
    }

    private func waitForEnd() {
        Task.detached { [self] in
            var isWaiting = true
            while isWaiting {
                // Nobody cancels it.
                try? await Task.sleep(for: .seconds(1))
                let (ended, goesOn) = bursts.withLock { state in
                    let ended = state.limiter.expired(at: Self.uptime)
                    state.isWaiting = state.limiter.holdsBack
                    return (ended, state.isWaiting)
                }
                write(ended)
                isWaiting = goesOn
            }
        }
    }

    private func write(_ ended: [(last: Line, count: Int)]) {
        for (last, count) in ended {
            var event = last.event
            event["repeated"] = .integer(count)
            write(event, at: last.level)
        }
    }

    private static let start = ContinuousClock.now
    private static var uptime: Duration { ContinuousClock.now - start }

    typealias Line = (event: JSONObject, level: ServerSettings.LogLevel)

    /// The bursts of errors that go on.
    struct Bursts {
        var limiter = BurstLimiter<Line>()
        /// Whether a task waits to tell what is held back.
        var isWaiting = false
    }
}
