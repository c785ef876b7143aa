import Glibc

/// Starts this program again as a worker.
struct Spawn {
    /// Absolute; the file may be another one by the next start.
    let path: String
    var arguments: [String]
    let environment: [String: String]

    /// Starts the program with the listening socket as descriptor 0, the lifeline as descriptor 3, no signal blocked
    /// and none ignored.
    ///
    /// - Returns: The process id, or what went wrong.
    func start(listener: Int32, lifeline: Lifeline) -> Result<Int32, SystemCallError> {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var code = unsafe posix_spawn_file_actions_init(&actions)
        guard code == 0 else { return .failure(SystemCallError("posix_spawn_file_actions_init", code)) }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        code = unsafe posix_spawnattr_init(&attributes)
        guard code == 0 else { return .failure(SystemCallError("posix_spawnattr_init", code)) }
        defer { unsafe posix_spawnattr_destroy(&attributes) }

        var nothing = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&nothing)
        unsafe sigfillset(&all)
        let steps = unsafe [
            // The listener first: its own number may be the lifeline's.
            posix_spawn_file_actions_adddup2(&actions, listener, 0),
            posix_spawn_file_actions_adddup2(&actions, lifeline.descriptor, Lifeline.workerDescriptor),
            // Our own mask blocks what a supervisor waits for, and the program after exec would inherit it.
            posix_spawnattr_setsigmask(&attributes, &nothing),
            posix_spawnattr_setsigdefault(&attributes, &all),
            posix_spawnattr_setflags(&attributes, CShort(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)),
        ]
        if let failed = steps.first(where: { $0 != 0 }) {
            return .failure(SystemCallError("posix_spawn attributes", failed))
        }
        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        code = unsafe posix_spawn(&pid, path, &actions, &attributes, &words, &variables)
        return code == 0 ? .success(pid) : .failure(SystemCallError("posix_spawn", code))
    }
}

/// A call that the system refused.
struct SystemCallError: Error, CustomStringConvertible {
    let call: String
    let cause: String

    init(_ call: String, _ code: CInt) {
        self.call = call
        cause = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    var description: String { "\(call): \(cause)" }
}
