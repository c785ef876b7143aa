import Foundation

/// One responder behind an nginx of its own, on a Unix socket.
final class BenchStack {
    let directory: String
    let port: Int
    private(set) var responder: Process
    private let nginx: Process
    /// Seconds from the start of the responder to its first 200.
    let coldStart: Double

    /// - Parameter command: The program under spawn-fcgi, with its arguments.
    init(name: String, root: String, command: [String], environment: [String: String]) throws {
        directory = "\(root)/\(name)"
        port = Machine.freePort()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let limits = "\(directory)/no-limits.conf"
        try "".write(toFile: limits, atomically: true, encoding: .utf8)
        let socket = "\(directory)/fcgi.sock"
        try Machine.run(
            "Tests/Scripts/render-nginx.sh",
            ["\(directory)/nginx", "127.0.0.1:\(port)", socket, limits]
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
        let start = DispatchTime.now().uptimeNanoseconds
        responder = try Machine.start(
            "spawn-fcgi",
            ["-n", "-s", socket, "-M", "0666", "-b", "512", "--"] + command,
            environment: environment
        )
        var isUp = false
        while !isUp, DispatchTime.now().uptimeNanoseconds - start < 10_000_000_000 {
            let code = try Machine.run(
                "curl",
                ["-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/isAlive"]
            )
            isUp = code == "200"
        }
        coldStart = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var pid: Int32 { responder.processIdentifier }

    func stop() {
        nginx.terminate()
        responder.terminate()
        nginx.waitUntilExit()
        responder.waitUntilExit()
    }
}
