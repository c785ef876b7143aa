import FastCGI
import Synchronization

/// Counts the answers of this process by route and outcome, and how long they took.
final class Metrics: Sendable {
    struct Answer: Hashable {
        let route: String
        let method: String
        let outcome: String
    }

    /// How many answers took at most each of ``bounds``, and all together.
    struct Histogram {
        var counts = [Int](repeating: 0, count: Metrics.bounds.count)
        var total = 0
        var sum = 0.0
    }

    struct Counts {
        var answers: [Answer: Int] = [:]
        var seconds: [String: Histogram] = [:]
    }

    /// Seconds: our own work takes a few milliseconds, a CRM's answer tenths of a second, its deadline several.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]
    private static let methods: Set<String> = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]
    /// Outcomes are words of ours with a CRM's status at most; this many never come together.
    private static let capacity = 1000

    private let routes: Set<String>
    private let state = Mutex(Counts())

    /// - Parameter routes: What may stand in the label `route`; every other path is `other`.
    init(routes: [String]) {
        self.routes = Set(routes)
    }

    var counts: Counts { state.withLock { $0 } }

    func count(_ request: FinishedRequest) {
        count(
            path: request.path,
            method: request.method.rawValue,
            outcome: request.outcome ?? "\(request.status.code)",
            seconds: request.duration / .seconds(1)
        )
    }

    func count(path: String, method: String, outcome: String, seconds: Double) {
        let route = routes.contains(path) ? path : "other"
        let answer = Answer(
            route: route,
            method: Self.methods.contains(method) ? method : "other",
            outcome: outcome
        )
        let bucket = Self.bounds.firstIndex { seconds <= $0 }
        state.withLock { state in
            if state.answers[answer] != nil || state.answers.count < Self.capacity {
                state.answers[answer, default: 0] += 1
            }
            var histogram = state.seconds[route] ?? Histogram()
            if let bucket { histogram.counts[bucket] += 1 }
            histogram.total += 1
            histogram.sum += seconds
            state.seconds[route] = histogram
        }
    }
}
