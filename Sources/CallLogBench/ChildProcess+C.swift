import Glibc

/// A program that was started by us (`posix_spawn`).
///
/// Foundation's `Process` learns of an end by a descriptor that every later child inherits, so it would wait for the
/// servers to end too.
struct ChildProcess {
    let pid: pid_t

    /// What could not be started.
    struct Failure: Error {
        let program: String
    }

    /// Starts a program; its input, its errors and by default its output are `/dev/null`.
    ///
    /// - Parameters:
    ///   - program: A path, or a name to look for in `PATH`.
    ///   - environment: All of it.
    ///   - output: A descriptor for its standard output.
    init(_ program: String, _ arguments: [String], environment: [String: String], output: Int32? = nil) throws(Failure)
    {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            _ = unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        if let output { _ = unsafe posix_spawn_file_actions_adddup2(&actions, output, 1) }
        // The threads of Swift's pool take no signals, and a child that starts like them does not hear SIGTERM.
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        guard unsafe posix_spawnp(&pid, program, &actions, &attributes, &words, &variables) == 0 else {
            throw Failure(program: program)
        }
        self.pid = pid
    }

    /// Waits for the end; the exit status, or -1 after a signal.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    /// Asks it to end (SIGTERM) and waits for that.
    func stop() {
        kill(pid, SIGTERM)
        wait()
    }

    /// Runs a program to its end and returns its standard output.
    static func output(
        of program: String,
        _ arguments: [String],
        environment: [String: String]
    ) throws(Failure) -> String {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw Failure(program: program) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: ChildProcess
        do throws(Failure) {
            child = try ChildProcess(program, arguments, environment: environment, output: ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        child.wait()
        return String(decoding: bytes, as: UTF8.self)
    }
}
