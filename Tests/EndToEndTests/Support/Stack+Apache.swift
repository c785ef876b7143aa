import Foundation
import Testing

extension Stack {
    /// A real Apache with the repository's own files, from a directory of its own.
    struct Apache: CustomTestStringConvertible {
        /// How it reaches the program.
        enum Way: String {
            case fcgid, cgi, proxy
        }

        var way: Way
        /// Lines at the end of its configuration.
        var directives = ""

        static let ways = [Apache(way: .fcgid), Apache(way: .cgi), Apache(way: .proxy)]
        var testDescription: String { way.rawValue }
    }

    /// Apache's directory; `web` in it is the web, and the folder that is not on the web is beside that.
    var apache: String { "\(directory)/apache" }

    func start(_ server: Apache) throws {
        let folder = "\(apache)/calllog"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A copy, made by another process so that it is never busy: Apache's user need not be able to see our build.
        let copied = try Program.run("cp", [Program.built("calllog-fcgi"), folder], environment: environment)
        try #require(copied.status == 0, "\(copied.standardError)")
        let settings = environment.filter { $0.key != "PATH" }.map { "\($0.key)=\($0.value)\n" }
        try settings.joined().write(toFile: "\(folder)/calllog.conf", atomically: true, encoding: .utf8)
        try server.directives.write(toFile: "\(apache)/extra.conf", atomically: true, encoding: .utf8)
        let rendered = try Program.run(
            "\(Program.root)/Tests/Scripts/render-apache.sh",
            [server.way.rawValue, apache, "127.0.0.1:\(port)", socket],
            environment: environment
        )
        try #require(rendered.status == 0, "\(rendered.standardError)")
        if geteuid() == 0 {
            let given = try Program.run("chown", ["-R", "www-data:www-data", directory], environment: environment)
            try #require(given.status == 0, "\(given.standardError)")
        }
        if server.way == .proxy { try startResponders(1) }
        try control(apache: "start")
    }

    func control(apache command: String) throws {
        let words = ["-d", apache, "-f", "\(apache)/apache.conf", "-k", command]
        let done = try Program.run("apache2", words, environment: environment)
        try #require(done.status == 0, "apache2: \(done.standardOutput) \(done.standardError)")
    }

    /// Ends Apache, and with it the processes it started.
    func stopApache() {
        let file = "\(apache)/run/apache.pid"
        guard let pid = pid_t(contents(file).trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
        kill(pid, SIGTERM)
        #expect(waitUntil(seconds: 10) { Self.hasEnded(pid) }, "Apache did not end")
    }
}
