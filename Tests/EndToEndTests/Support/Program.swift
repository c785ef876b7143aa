import Foundation
import Testing

/// Runs programs as a person would.
enum Program {
    struct Output {
        var status: Int32
        var standardOutput: String
        var standardError: String
    }

    /// The package's directory.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    /// A program of this build.
    static func built(_ name: String) -> String {
        let directory = ProcessInfo.processInfo.environment["CALLLOG_PROGRAMS"] ?? "\(root)/.build/debug"
        return "\(directory)/\(name)"
    }

    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: String = ""
    ) throws -> Output {
        // Files, not pipes: daemons that a program leaves behind may hold its output open for ever. And posix_spawn,
        // because Foundation's Process waits for a descriptor that such daemons inherit.
        let directory = "\(NSTemporaryDirectory())calllog-run-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try input.write(toFile: "\(directory)/in", atomically: true, encoding: .utf8)
        let environment = environment.merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { own, _ in own }
        let status = try spawn(
            program.contains("/") ? [program] + arguments : ["/usr/bin/env", program] + arguments,
            environment.map { "\($0.key)=\($0.value)" },
            directory
        )
        return Output(
            status: status,
            standardOutput: try String(contentsOfFile: "\(directory)/out", encoding: .utf8),
            standardError: try String(contentsOfFile: "\(directory)/error", encoding: .utf8)
        )
    }

    /// Starts a program and does not wait for it; what it says goes to `DIRECTORY/out` and `DIRECTORY/error`.
    ///
    /// - Parameters:
    ///   - input: The file it reads.
    ///   - descriptors: Ours, by the number they are to have in the program.
    static func start(
        _ words: [String],
        environment: [String: String],
        directory: String,
        input: String = "/dev/null",
        descriptors: [Int32: Int32] = [:]
    ) throws -> pid_t {
        try launch(words, environment.map { "\($0.key)=\($0.value)" }, directory, input, descriptors)
    }

    /// Waits at most so long for a program that ``start(_:environment:directory:input:descriptors:)`` started.
    ///
    /// - Returns: Its status as a shell shows it; `nil` if it still runs.
    static func status(of pid: pid_t, seconds: Double) -> Int32? {
        var status: Int32 = 0
        guard waitUntil(seconds: seconds, { unsafe waitpid(pid, &status, WNOHANG) == pid }) else { return nil }
        return shellStatus(status)
    }

    private static func spawn(_ words: [String], _ environment: [String], _ directory: String) throws -> Int32 {
        let pid = try launch(words, environment, directory, "\(directory)/in", [:])
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw SocketError(call: "waitpid", code: errno) }
        }
        return shellStatus(status)
    }

    /// The exit code, or 128 and the signal.
    private static func shellStatus(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    private static func launch(
        _ words: [String],
        _ environment: [String],
        _ directory: String,
        _ input: String,
        _ descriptors: [Int32: Int32]
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "\(directory)/out", O_WRONLY | O_CREAT, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "\(directory)/error", O_WRONLY | O_CREAT, 0o600)
        for (number, descriptor) in descriptors {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        }
        // A thread of the tests may block signals, and a program that inherits that cannot be ended.
        var attributes = posix_spawnattr_t()
        var nothing = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&nothing)
        unsafe posix_spawnattr_setsigmask(&attributes, &nothing)
        unsafe posix_spawnattr_setflags(&attributes, CShort(POSIX_SPAWN_SETSIGMASK))
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw SocketError(call: "posix_spawn", code: code) }
        return pid
    }
}
