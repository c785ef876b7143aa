import Foundation

/// What one run of wrk measured.
struct Load {
    var requestsPerSecond: Double
    /// Milliseconds.
    var p50: Double
    var p99: Double
    /// Answers other than 2xx, and broken connections.
    var failures: Int
    /// CPU of the responder per request, in microseconds.
    var cpuPerRequest: Double

    /// Runs wrk with a Lua script; the responder's CPU time is read before and after.
    static func run(_ url: String, script: String?, connections: Int, seconds: Int, responder: Int32) throws -> Load {
        var arguments = ["-t2", "-c\(connections)", "-d\(seconds)s", "--latency"]
        if let script { arguments += ["-s", script] }
        let before = Machine.cpuSeconds(of: responder)
        let output = try Machine.run("wrk", arguments + [url])
        let cpu = Machine.cpuSeconds(of: responder) - before
        let total = number(after: "", before: " requests in", in: output) ?? 1
        return Load(
            requestsPerSecond: number(after: "Requests/sec:", before: "\n", in: output) ?? 0,
            p50: milliseconds(after: "50%", in: output),
            p99: milliseconds(after: "99%", in: output),
            failures: Int(number(after: "Non-2xx or 3xx responses:", before: "\n", in: output) ?? 0)
                + (output.contains("Socket errors") ? 1 : 0),
            cpuPerRequest: cpu / max(total, 1) * 1e6
        )
    }

    private static func number(after start: String, before end: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") {
            let line = "\(line)\n"
            guard let last = line.range(of: end) else { continue }
            var found = line[..<last.lowerBound]
            if !start.isEmpty {
                guard let first = found.range(of: start) else { continue }
                found = found[first.upperBound...]
            }
            return Double(found.trimmingCharacters(in: .whitespaces))
        }
        return nil
    }

    private static func milliseconds(after label: String, in text: String) -> Double {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == label else { continue }
            let word = String(words[1])
            if word.hasSuffix("us") { return (Double(word.dropLast(2)) ?? 0) / 1000 }
            if word.hasSuffix("ms") { return Double(word.dropLast(2)) ?? 0 }
            return (Double(word.dropLast(1)) ?? 0) * 1000
        }
        return 0
    }
}
