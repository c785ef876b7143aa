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

    var rows: [Row] = []
    var parts: [InProcess.Figure] = []
    var commitsPerSecond = 0.0
    var coldStart = 0.0
    var idleRSS = 0.0
    var finalRSS = 0.0
    var cgiMilliseconds = 0.0

    var summary: String {
        let posts = rows.filter { $0.scenario == .post && $0.connections == 16 }.first
        let postRatio = (posts?.median(\.requestsPerSecond) ?? 0) / max(commitsPerSecond, 1)
        let figures = parts.map {
            "  \($0.name.padding(toLength: 30, withPad: " ", startingAt: 0)) \(Self.text($0.microseconds)) us"
        }
        return """
            durable one-row commits  \(Self.text(commitsPerSecond))/s;  POST at 16 connections is \(Self.text(postRatio)) of it
            memory                   \(Self.text(idleRSS)) MiB idle, \(Self.text(finalRSS)) MiB after 100,000 more requests
            cold start to first 200  \(Self.text(coldStart * 1000)) ms (with curl's own start)
            plain CGI, one request   \(Self.text(cgiMilliseconds)) ms
            in process:
            \(figures.joined(separator: "\n"))
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
                "parts": Dictionary(parts.map { ($0.name, $0.microseconds) }) { $1 },
                "commitsPerSecond": commitsPerSecond, "coldStartMs": coldStart * 1000, "idleRSSMiB": idleRSS,
                "finalRSSMiB": finalRSS, "plainCGIms": cgiMilliseconds,
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
