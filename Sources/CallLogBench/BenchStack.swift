import Foundation

/// One responder behind an nginx of its own, on a Unix socket.
final class BenchStack {
    let directory: String
    let port: Int
    private(set) var responder: ChildProcess
    private let nginx: ChildProcess
    private let command: [String]
    private let environment: [String: String]
    /// Milliseconds from the start of spawn-fcgi to the first 200, at each start.
    private(set) var coldStarts: [Double] = []

    /// - Parameter command: The program under spawn-fcgi, with its arguments.
    init(name: String, root: String, command: [String], environment: [String: String]) throws {
        directory = "\(root)/\(name)"
        port = Machine.freePort()
        self.command = command
        self.environment = environment
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let limits = "\(directory)/no-limits.conf"
        try "".write(toFile: limits, atomically: true, encoding: .utf8)
        try Machine.run(
            "Tests/Scripts/render-nginx.sh",
            ["\(directory)/nginx", "127.0.0.1:\(port)", "\(directory)/fcgi.sock", limits]
        )
        let configuration = "\(directory)/nginx"
        nginx = try Machine.start(
            "nginx",
            [
                "-p", configuration, "-c", "\(configuration)/nginx.conf", "-e", "\(configuration)/error.log", "-g",
                "daemon off;",
            ]
        )
        usleep(300_000)
        responder = nginx
        try startResponder()
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var pid: Int32 { responder.pid }

    /// Ends the responder and starts it again, for another cold start.
    func restart() throws {
        responder.stop()
        try startResponder()
    }

    private func startResponder() throws {
        let start = ContinuousClock.now
        responder = try Machine.start(
            "spawn-fcgi",
            ["-n", "-s", "\(directory)/fcgi.sock", "-M", "0666", "-b", "512", "--"] + command,
            environment: environment
        )
        while !Probe.isAlive(port: port), ContinuousClock.now - start < .seconds(10) { usleep(500) }
        coldStarts.append((ContinuousClock.now - start) / .milliseconds(1))
    }

    func stop() {
        nginx.stop()
        responder.stop()
    }
}
