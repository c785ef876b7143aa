import Foundation
import Testing

/// Starts that cannot go well: one line, an exit code, no secret.
@Suite(.serialized) struct StartTests {
    private static let program = Program.built("calllog-fcgi")

    /// How descriptor 0 looks, as shell words around the program.
    @Test(arguments: ["< /dev/null", "<&-", "< /dev/ptmx", "< /tmp"])
    func `without a listening socket it says so and exits 64`(redirection: String) throws {
        for arguments in ["", "--supervise 2"] {
            let output = try shell("\(Self.program) \(arguments) \(redirection)")
            #expect(output.status == 64)
            #expect(output.standardError.split(separator: "\n").count == 1, "\(output.standardError)")
            #expect(output.standardOutput.isEmpty)
        }
    }

    @Test func `a pipe and a socket that nobody listens on are refused`() throws {
        let piped = try shell("echo | \(Self.program)")
        #expect(piped.status == 64)
        #expect(piped.standardError.split(separator: "\n").count == 1, "\(piped.standardError)")
        #expect(piped.standardOutput.isEmpty)
        var ends: [Int32] = [-1, -1]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let directory = NSTemporaryDirectory() + "calllog-start-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let pid = try Program.start(
            [Self.program],
            environment: Self.good,
            directory: directory,
            descriptors: [0: ends[0]]
        )
        #expect(Program.status(of: pid, seconds: 10) == 64)
        #expect(try String(contentsOfFile: "\(directory)/error", encoding: .utf8).split(separator: "\n").count == 1)
        #expect(try String(contentsOfFile: "\(directory)/out", encoding: .utf8).isEmpty)
        close(ends[0])
        close(ends[1])
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test(arguments: wrongSettings)
    func `a wrong setting is named, its value is not`(name: String, value: String) throws {
        var environment = Self.good
        environment[name] = value
        for mode in [
            ["--listen", "unix:/tmp/calllog-never.sock"],
            ["--listen", "unix:/tmp/calllog-never.sock", "--supervise", "2"],
        ] {
            let output = try Program.run(Self.program, mode, environment: environment)
            #expect(output.status == 78)
            #expect(output.standardError.contains(name))
            // Workers say it once each, and the log is on the same descriptor.
            let sentences = Set(output.standardError.split(separator: "\n").filter { !$0.hasPrefix("{") })
            #expect(sentences.count == 1, "\(output.standardError)")
            if name == "APP_SERVER_SECRET_KEY", !value.isEmpty { #expect(!output.standardError.contains(value)) }
        }
    }

    @Test func `a worker without a supervisor is refused`() throws {
        let output = try shell("\(Self.program) --worker 1 < /dev/null")
        #expect(output.status == 64)
    }

    @Test(arguments: [SIGABRT, SIGSEGV, SIGILL, SIGBUS])
    func `a crash is the end at once, without a core file even where they are wanted`(signal: Int32) throws {
        let folder = try Folder()
        var environment = Self.good
        environment["DATABASE_URL"] = "sqlite://\(folder.path)/data/calllog.db"
        let words = ["/bin/sh", "-c", "ulimit -c unlimited && exec \"$@\"", "sh"]
        let pid = try Program.start(
            words + [Self.program, "--listen", "unix:\(folder.path)/fcgi.sock"],
            environment: environment,
            directory: folder.path
        )
        #expect(waitUntil { folder.text("error").contains("\"event\":\"started\"") })
        let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(line?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(limits)")
        kill(pid, signal)
        #expect(Program.status(of: pid, seconds: 10) == 128 + signal)
        #expect(folder.text("error").split(separator: "\n").count == 1, "no registers, no memory")
    }

    private static let wrongSettings: [(String, String)] = [
        ("APP_SERVER_SECRET_KEY", ""), ("APP_SERVER_SECRET_KEY", "SECRET123-of-only-31-bytes-0123"),
        ("APP_SERVER_SECRET_KEY", String(repeating: "S", count: 40)),
        ("DATABASE_URL", "sqlite:///proc/nowhere/calllog.db"), ("CALLLOG_MAX_REQUESTS", "-1"),
        ("CALLLOG_MAX_RSS_MB", "much"), ("CALLLOG_METRICS", "yes"),
    ]

    private static let good = [
        "APP_SERVER_SECRET_KEY": "0123456789abcdef0123456789abcdef", "DATABASE_URL": "sqlite:///tmp/calllog-never.db",
    ]

    private func shell(_ command: String) throws -> Program.Output {
        try Program.run("sh", ["-c", command], environment: Self.good)
    }
}
