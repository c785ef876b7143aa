import Foundation

/// What a benchmark found, as a table or as JSON.
struct Report {
    struct Row {
        var scenario: Scenario
        var connections: Int
        var floor: [Load] = []
        var server: [Load] = []

        init(scenario: Scenario, connections: Int) {
            self.scenario = scenario
            self.connections = connections
        }

        var ratio: Double {
            Report.median(zip(server, floor).map { $0.requestsPerSecond / max($1.requestsPerSecond, 1) })
        }
        func median(_ value: (Load) -> Double) -> Double { Report.median(server.map(value)) }
        func floorMedian(_ value: (Load) -> Double) -> Double { Report.median(floor.map(value)) }

        var text: String {
            String(
                format:
                    "%@ c=%d\t%8.0f/s  p50 %.2f ms  p99 %.2f ms  %.1f us CPU  floor %.0f/s p99 %.2f ms  ratio %.2f%@",
                scenario.rawValue.padding(toLength: 17, withPad: " ", startingAt: 0),
                connections,
                median(\.requestsPerSecond),
                median(\.p50),
                median(\.p99),
                median(\.cpuPerRequest),
                floorMedian(\.requestsPerSecond),
                floorMedian(\.p99),
                ratio,
                server.map(\.failures).reduce(0, +) == 0 ? "" : "  FAILURES"
            )
        }
    }

    /// One part of a request, done in the bench's own process.
    struct Part {
        var name: String
        var microseconds: Double
        /// `nil` where they cannot be counted.
        var allocations: Double?

        var text: String {
            let allocations = allocations.map { String(format: "%5.0f allocations", $0) } ?? ""
            return String(
                format: "  %@ %8.2f us %@",
                name.padding(toLength: 28, withPad: " ", startingAt: 0),
                microseconds,
                allocations
            )
        }
    }

    var rows: [Row] = []
    /// One GET on a large database; its "floor" is the server with a small one.
    var large: Row?
    var parts: [Part] = []
    var commitsPerSecond = 0.0
    var coldStart = 0.0
    var idleRSS = 0.0
    var warmRSS = 0.0
    var finalRSS = 0.0
    var cgiMilliseconds = 0.0

    var summary: String {
        let posts = rows.filter { $0.scenario == .post && $0.connections == 16 }.first
        let postRatio = (posts?.median(\.requestsPerSecond) ?? 0) / max(commitsPerSecond, 1)
        let large = large.map { row in
            "GET one id on the large database  \(Self.text(row.ratio)) of that on the small one\n"
        }
        return """
            \(large ?? "")durable one-row commits  \(Self.text(commitsPerSecond))/s;  POST at 16 connections is \(Self.text(postRatio)) of it
            memory                   \(Self.text(idleRSS)) MiB idle, \(Self.text(warmRSS)) MiB after the load, \
            \(Self.text(finalRSS)) MiB after 100,000 more requests
            cold start to first 200  \(Self.text(coldStart)) ms, with spawn-fcgi and nginx
            plain CGI, one request   \(Self.text(cgiMilliseconds)) ms
            in process:
            \(parts.map(\.text).joined(separator: "\n"))
            """
    }

    var json: String {
        get throws {
            let object: [String: Any] = [
                "rows": rows.map { row in
                    [
                        "scenario": row.scenario.rawValue, "connections": row.connections, "ratio": row.ratio,
                        "requestsPerSecond": row.median(\.requestsPerSecond), "p50ms": row.median(\.p50),
                        "p99ms": row.median(\.p99), "cpuMicroseconds": row.median(\.cpuPerRequest),
                        "floorRequestsPerSecond": row.floorMedian(\.requestsPerSecond),
                        "floorP99ms": row.floorMedian(\.p99), "failures": row.server.map(\.failures).reduce(0, +),
                    ] as [String: Any]
                },
                "microseconds": Dictionary(parts.map { ($0.name, $0.microseconds) }) { $1 },
                "allocations": Dictionary(parts.compactMap { part in part.allocations.map { (part.name, $0) } }) { $1 },
                "commitsPerSecond": commitsPerSecond, "coldStartMs": coldStart, "idleRSSMiB": idleRSS,
                "warmRSSMiB": warmRSS, "finalRSSMiB": finalRSS, "plainCGIms": cgiMilliseconds,
                "largeRatio": large?.ratio ?? NSNull(),
            ]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys),
                as: UTF8.self
            )
        }
    }

    private static func text(_ number: Double) -> String { String(format: "%.2f", number) }

    static func median(_ numbers: [Double]) -> Double {
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
