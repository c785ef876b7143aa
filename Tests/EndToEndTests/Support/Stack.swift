import Foundation
import Testing

/// A whole server for one test: real responder processes under real spawn-fcgi, behind a real nginx that runs the
/// repository's own files, with a database and logs in a directory of its own.
final class Stack: @unchecked Sendable {
    let directory: String
    let port: Int
    var socket: String { "\(directory)/fcgi.sock" }
    var database: String { "\(directory)/data/calllog.db" }
    var responderLog: String { "\(directory)/responder.log" }
    private(set) var environment: [String: String]
    private(set) var responders: [pid_t] = []
    /// Supervisors that were started, and the process that may still have to be waited for.
    var supervisors: [pid_t] = []
    /// A session token of testCRM/demo.
    private(set) var token = ""

    /// Runs `body` with a stack, which is gone afterwards whatever happens.
    ///
    /// - Parameter apache: Stands in nginx's place, and starts the program itself if it is not a proxy.
    static func with<Result>(
        processes: Int = 1,
        environment: [String: String] = [:],
        limits: String? = nil,
        apache: Apache? = nil,
        _ body: (Stack) throws -> Result
    ) throws -> Result {
        let stack = try Stack(environment: environment)
        defer { stack.stop() }
        if let apache {
            stack.token = try stack.makeUser("demo")
            try stack.start(apache)
            try stack.waitUntilUp()
            return try body(stack)
        }
        if processes > 0 { try stack.startResponders(processes) }
        try stack.startNginx(limits: limits)
        if processes > 0 { try stack.waitUntilUp() }
        stack.token = try stack.makeUser("demo")
        return try body(stack)
    }

    private init(environment: [String: String]) throws {
        directory = "/tmp/calllog-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // nginx's workers run as another user when we are root; they have to reach the socket.
        unsafe chmod(directory, 0o755)
        port = try Sockets.freePort()
        var settings: [String: String] = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
            "APP_SERVER_SECRET_KEY": UUID().uuidString + UUID().uuidString,
            "DATABASE_URL": "sqlite://\(directory)/data/calllog.db",
            "CALLLOG_LOG_FILE": "\(directory)/responder.log",
            "TESTCRM_API_KEYS": "*",
        ]
        settings.merge(environment) { $1 }
        self.environment = settings
    }

    func waitUntilUp() throws {
        let isUp = waitUntil { (try? self.get("/isAlive").status) == 200 }
        try #require(isUp, "the server never answered: \(contents(responderLog).suffix(500))")
    }

    /// Starts responders on a new socket of the same name, as spawn-fcgi does in production.
    ///
    /// - Parameter ulimit: What they may not exceed, in bash's words (`-f 256`: files of 256 KiB); none by default.
    func startResponders(
        _ count: Int,
        extra: [String: String] = [:],
        ulimit: String? = nil
    ) throws {
        unsafe unlink(socket)
        let limited = ulimit.map { ["bash", "-c", "ulimit \($0) && exec \"$@\"", "bash"] } ?? []
        let words =
            limited + [
                "spawn-fcgi", "-s", socket, "-M", "0666", "-b", "512", "-F", "\(count)", "--",
                Program.built("calllog-fcgi"),
            ]
        let output = try Program.run(
            words[0],
            Array(words.dropFirst()),
            environment: environment.merging(extra) { $1 }
        )
        let pids = output.standardOutput.split(separator: "\n").compactMap { line in
            line.hasPrefix("spawn-fcgi: child spawned successfully: PID: ")
                ? pid_t(line.split(separator: " ").last ?? "") : nil
        }
        try #require(pids.count == count, "spawn-fcgi: \(output.standardOutput) \(output.standardError)")
        responders += pids
    }

    private func startNginx(limits: String?) throws {
        var limitsFile: [String] = []
        if let limits {
            try limits.write(toFile: "\(directory)/limits.conf", atomically: true, encoding: .utf8)
            limitsFile = ["\(directory)/limits.conf"]
        }
        let rendered = try Program.run(
            "\(Program.root)/Tests/Scripts/render-nginx.sh",
            ["\(directory)/nginx", "127.0.0.1:\(port)", socket] + limitsFile,
            environment: environment
        )
        try #require(rendered.status == 0, "\(rendered.standardError)")
        let started = try Program.run("nginx", nginxArguments, environment: environment)
        try #require(started.status == 0, "nginx: \(started.standardError)")
    }

    private var nginxArguments: [String] {
        let nginx = "\(directory)/nginx"
        return ["-p", nginx, "-c", "\(nginx)/nginx.conf", "-e", "\(nginx)/error.log"]
    }

    /// Makes a user of testCRM and returns a session token.
    func makeUser(_ id: String, platform: String = "testCRM", extra: [String] = []) throws -> String {
        let key = "\(directory)/key-\(id)"
        try "key-of-\(id)".write(toFile: key, atomically: true, encoding: .utf8)
        let made = try control(
            ["user", "set", "--platform", platform, "--id", id, "--access-token-file", key] + extra
        )
        try #require(made.status == 0, "user set: \(made.standardError)")
        return try mint(id, platform: platform)
    }

    func mint(_ id: String, platform: String = "testCRM", extra: [String] = []) throws -> String {
        let minted = try control(["token", "mint", "--platform", platform, "--user", id] + extra)
        try #require(minted.status == 0, "token mint: \(minted.standardError)")
        return minted.standardOutput.trimmingCharacters(in: .newlines)
    }

    /// Runs `calllogctl` with the stack's settings.
    @discardableResult
    func control(_ arguments: [String], input: String = "") throws -> Program.Output {
        try Program.run(Program.built("calllogctl"), arguments, environment: environment, input: input)
    }

    /// The rows `calllogctl logs list --json` shows.
    func rows() throws -> [[String: Any]] {
        let listed = try control(["logs", "list", "--json"])
        try #require(listed.status == 0, "logs list: \(listed.standardError)")
        return try listed.standardOutput.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// Asks the database with the sqlite3 tool.
    func query(_ sql: String) throws -> String {
        let output = try Program.run("sqlite3", ["-cmd", ".timeout 5000", database, sql], environment: environment)
        try #require(output.status == 0, "sqlite3: \(output.standardError)")
        return output.standardOutput.trimmingCharacters(in: .newlines)
    }

    func signal(_ signal: Int32, _ pid: pid_t) {
        kill(pid, signal)
    }

    /// Waits for responders to end, at most 30 s; whether all did.
    func waitForEnd(of pids: [pid_t]) -> Bool {
        let ended = waitUntil(seconds: 30) { pids.allSatisfy { Self.hasEnded($0) } }
        responders.removeAll { pids.contains($0) && Self.hasEnded($0) }
        return ended
    }

    func reloadNginx() throws {
        _ = try Program.run("nginx", nginxArguments + ["-s", "reload"], environment: environment)
    }

    /// spawn-fcgi's children belong to init, so their end shows in /proc: gone, or a zombie nobody fetched.
    static func hasEnded(_ pid: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
        return stat.split(separator: ")").last?.split(separator: " ").first == "Z"
    }

    func contents(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    func stop() {
        for pid in responders where !Self.hasEnded(pid) {
            kill(pid, SIGKILL)
        }
        stopSupervisors()
        stopApache()
        if let pid = pid_t(contents("\(directory)/nginx/nginx.pid").trimmingCharacters(in: .whitespacesAndNewlines)) {
            kill(pid, SIGTERM)
            _ = waitUntil(seconds: 5) { Self.hasEnded(pid) }
        }
        try? FileManager.default.removeItem(atPath: directory)
    }
}

/// Looks every 10 ms until `condition` holds; whether it did in time.
@discardableResult
func waitUntil(seconds: Double = 10, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try condition() { return true }
        usleep(10_000)
    }
    return try condition()
}
