import Foundation
import ServerAssembly
import Settings

/// `make bench`: the server as shipped beside a do-nothing C responder, through the same nginx, round by round.
struct Benchmark {
    var rounds = 5
    var seconds = 3
    var isJSON = false

    private let root = "/tmp/calllog-bench-\(ProcessInfo.processInfo.processIdentifier)"
    private let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path

    func run() async throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let environment = [
            "APP_SERVER_SECRET_KEY": "benchmark-secret-0123456789-abcdefghij", "TESTCRM_API_KEYS": "*",
            "DATABASE_URL": "sqlite://\(root)/data/calllog.db", "CALLLOG_LOG_FILE": "\(root)/responder.log",
        ]
        let settings = try ServerSettings(from: SettingSource(environment: environment, configFile: nil))
        try "key".write(toFile: "\(root)/key", atomically: true, encoding: .utf8)
        let tool = "\(programs)/calllogctl"
        try Machine.run(
            tool,
            ["user", "set", "--platform", "testCRM", "--id", "bench", "--access-token-file", "\(root)/key"],
            environment: environment
        )
        let token = try Machine.run(
            tool,
            ["token", "mint", "--platform", "testCRM", "--user", "bench"],
            environment: environment
        ).trimmingCharacters(in: .newlines)

        let floor = try BenchStack(name: "floor", root: root, command: ["\(programs)/calllog-floor"], environment: [:])
        defer { floor.stop() }
        let server = try BenchStack(
            name: "server",
            root: root,
            command: ["\(programs)/calllog-fcgi"],
            environment: environment
        )
        defer { server.stop() }
        Machine.openToWorkers(root)
        try seed(server, token)

        var report = Report()
        report.coldStart = server.coldStart
        report.idleRSS = Machine.residentMiB(of: server.pid)
        report.parts = try await InProcess(parts: ServerParts(settings), token: token).run()
        for connections in [16, 32] {
            for scenario in Scenario.allCases {
                var row = Report.Row(scenario: scenario, connections: connections)
                let script = try scenario.script.map { text in
                    let path = "\(root)/\(scenario).lua"
                    try text.write(toFile: path, atomically: true, encoding: .utf8)
                    return path
                }
                for _ in 0..<rounds {
                    let target = scenario.target(token: token)
                    row.floor.append(try load(floor, target, nil, connections))
                    row.server.append(try load(server, target, script, connections))
                }
                report.rows.append(row)
                if !isJSON { Machine.say(row.text) }
            }
        }
        report.commitsPerSecond = 1e6 / (report.parts.last?.microseconds ?? 1)
        report.finalRSS = try rssAfterMany(server, token)
        report.cgiMilliseconds = try plainCGI(environment, token)
        Machine.say(isJSON ? try report.json : report.summary)
    }

    private func load(_ stack: BenchStack, _ target: String, _ script: String?, _ connections: Int) throws -> Load {
        try Load.run(
            stack.url + target,
            script: script,
            connections: connections,
            seconds: seconds,
            responder: stack.pid
        )
    }

    /// Logs the calls that the scenarios read and update.
    private func seed(_ server: BenchStack, _ token: String) throws {
        let sessions = (1...5).map { "bench\($0)" } + (0..<2).flatMap { id in (0..<100).map { "patch\(id)\($0)" } }
        for session in sessions {
            let body = InProcess.body.replacingOccurrences(of: "4503991234567", with: session)
            try Machine.run(
                "curl",
                ["-s", "-X", "POST", "-H", "Content-Type: application/json", "--data-binary", body]
                    + [server.url + "/callLog?jwtToken=\(token)"]
            )
        }
    }

    private func rssAfterMany(_ server: BenchStack, _ token: String) throws -> Double {
        var total = 0.0
        while total < 100_000 {
            total += try load(server, Scenario.getOne.target(token: token), nil, 16).requestsPerSecond * Double(seconds)
        }
        return Machine.residentMiB(of: server.pid)
    }

    /// Milliseconds of one request answered by a process of its own, the median of 20.
    private func plainCGI(_ environment: [String: String], _ token: String) throws -> Double {
        let cgi = environment.merging([
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/callLog",
            "QUERY_STRING": "jwtToken=\(token)&sessionIds=bench1", "SERVER_PROTOCOL": "HTTP/1.1",
        ]) { $1 }
        let times = try (0..<20).map { _ in
            let start = DispatchTime.now().uptimeNanoseconds
            try Machine.run("\(programs)/calllog-fcgi", [], environment: cgi)
            return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
        }
        return times.sorted()[10]
    }
}

extension Machine {
    /// nginx's workers may run as another user than we do.
    static func openToWorkers(_ directory: String) {
        _ = try? run("chmod", ["-R", "go+rX", directory])
    }
}
