import Foundation
import ServerAssembly
import Settings

/// `make bench`: the server as shipped beside a do-nothing C responder, through the same nginx, round by round.
struct Benchmark {
    var rounds = 5
    var seconds = 3
    var isJSON = false

    /// Also measures one GET on a database with so many more calls.
    var rows: Int?

    private let root = "/tmp/calllog-bench-\(ProcessInfo.processInfo.processIdentifier)"
    private let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path

    @concurrent
    func run() async throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let environment = environment(database: "data")
        let token = try makeUser(environment)
        let floor = try BenchStack(name: "floor", root: root, command: ["\(programs)/calllog-floor"], environment: [:])
        defer { floor.stop() }
        let server = try serve("server", environment)
        defer { server.stop() }
        Machine.openToWorkers(root)

        var report = Report()
        for _ in 0..<6 { try server.restart() }
        report.coldStart = Report.median(Array(server.coldStarts.dropFirst()))
        usleep(500_000)
        report.idleRSS = Machine.residentMiB(of: server.pid)
        try seed(server, token)
        report.parts = try await parts(environment, token)
        report.commitsPerSecond = 1e6 / (report.parts.last?.microseconds ?? 1)
        for connections in [16, 32] {
            for scenario in Scenario.allCases {
                report.rows.append(try measure(scenario, connections, server, floor, token))
                if let row = report.rows.last, !isJSON { Machine.say(row.text) }
            }
        }
        if let rows { report.large = try await measureLarge(rows, beside: server, token) }
        report.warmRSS = Machine.residentMiB(of: server.pid)
        report.finalRSS = try rssAfterMany(server, token)
        report.cgiMilliseconds = try plainCGI(environment, token)
        Machine.say(isJSON ? try report.json : report.summary)
    }

    private func environment(database: String) -> [String: String] {
        [
            "APP_SERVER_SECRET_KEY": "benchmark-secret-0123456789-abcdefghij", "TESTCRM_API_KEYS": "*",
            "DATABASE_URL": "sqlite://\(root)/\(database)/calllog.db", "CALLLOG_LOG_FILE": "\(root)/responder.log",
        ]
    }

    private func serve(_ name: String, _ environment: [String: String]) throws -> BenchStack {
        try BenchStack(name: name, root: root, command: ["\(programs)/calllog-fcgi"], environment: environment)
    }

    /// Makes the user of all requests; returns a session token.
    private func makeUser(_ environment: [String: String]) throws -> String {
        try "key".write(toFile: "\(root)/key", atomically: true, encoding: .utf8)
        let tool = "\(programs)/calllogctl"
        try Machine.run(
            tool,
            ["user", "set", "--platform", "testCRM", "--id", "bench", "--access-token-file", "\(root)/key"],
            environment: environment
        )
        return try Machine.run(
            tool,
            ["token", "mint", "--platform", "testCRM", "--user", "bench"],
            environment: environment
        ).trimmingCharacters(in: .newlines)
    }

    /// The parts of a request: times from this process, allocations from one of its own with the counting library.
    private func parts(_ environment: [String: String], _ token: String) async throws -> [Report.Part] {
        let settings = try ServerSettings(from: SettingSource(environment: environment, configFile: nil))
        let counted = try Machine.run(
            CommandLine.arguments[0],
            ["allocations", token],
            environment: environment.merging(["LD_PRELOAD": "\(programs)/libAllocationCounter.so"]) { $1 }
        )
        let allocations = counted.split(separator: "\n").map { Double($0) }
        var parts: [Report.Part] = []
        for operation in try await InProcess(parts: ServerParts(settings), token: token).operations() {
            let allocations = parts.count < allocations.count ? allocations[parts.count] : nil
            let time = try await operation.microseconds()
            parts.append(Report.Part(name: operation.name, microseconds: time, allocations: allocations))
        }
        return parts
    }

    private func measure(
        _ scenario: Scenario,
        _ connections: Int,
        _ server: BenchStack,
        _ floor: BenchStack,
        _ token: String
    ) throws -> Report.Row {
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
        return row
    }

    /// GET of one id on a large database, round by round beside the server with a small one.
    private func measureLarge(_ rows: Int, beside server: BenchStack, _ token: String) async throws -> Report.Row {
        let environment = environment(database: "large")
        let largeToken = try makeUser(environment)
        let settings = try ServerSettings(from: SettingSource(environment: environment, configFile: nil))
        try await Fill.run(rows, ServerParts(settings))
        let large = try serve("large", environment)
        defer { large.stop() }
        Machine.openToWorkers(root)
        try seed(large, largeToken)
        var row = Report.Row(scenario: .getOne, connections: 16)
        for _ in 0..<rounds {
            row.floor.append(try load(server, Scenario.getOne.target(token: token), nil, 16))
            row.server.append(try load(large, Scenario.getOne.target(token: largeToken), nil, 16))
        }
        return row
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

    /// Milliseconds of one request answered by a process of its own, the median of 40.
    private func plainCGI(_ environment: [String: String], _ token: String) throws -> Double {
        let cgi = environment.merging([
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/callLog",
            "QUERY_STRING": "jwtToken=\(token)&sessionIds=bench1", "SERVER_PROTOCOL": "HTTP/1.1",
        ]) { $1 }
        let program = "\(programs)/calllog-fcgi"
        return Report.median(
            try (0..<40).compactMap { _ in try Machine.milliseconds(toRun: program, environment: cgi) }
        )
    }
}

extension Machine {
    /// nginx's workers may run as another user than we do.
    static func openToWorkers(_ directory: String) {
        _ = try? run("chmod", ["-R", "go+rX", directory])
    }
}
