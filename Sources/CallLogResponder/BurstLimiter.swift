/// Lets the first of equal events pass and counts the rest of its second.
struct BurstLimiter<Event> {
    private struct Burst {
        let end: Duration
        var held = 0
        var last: Event?
    }

    private static var window: Duration { .seconds(1) }
    /// Kinds of events that are told apart at a time; more pass unlimited.
    private static var capacity: Int { 256 }

    private var bursts: [String: Burst] = [:]

    /// Whether anything waits for ``expired(at:)``.
    var holdsBack: Bool { bursts.values.contains { $0.held > 0 } }

    /// Whether `event` may pass; `now` counts from any fixed moment.
    mutating func admits(_ event: Event, kind: String, at now: Duration) -> Bool {
        if var burst = bursts[kind], burst.end > now {
            burst.held += 1
            burst.last = event
            bursts[kind] = burst
            return false
        }
        if bursts[kind] == nil, bursts.count >= Self.capacity { return true }
        // What the burst before held back is told by expired(at:), which is asked first.
        bursts[kind] = Burst(end: now + Self.window)
        return true
    }

    /// Ends the bursts whose second is over: how many events each held back, and the last of them.
    mutating func expired(at now: Duration) -> [(last: Event, count: Int)] {
        var ended: [(last: Event, count: Int)] = []
        for (kind, burst) in bursts where burst.end <= now {
            if let last = burst.last { ended.append((last, burst.held)) }
            bursts[kind] = nil
        }
        return ended
    }
}
