import Foundation
import Testing

extension Stack {
    /// Runs `body` with a stack whose responders are workers of a supervisor.
    static func supervised<Result>(
        workers: Int = 2,
        environment: [String: String] = [:],
        _ body: (_ stack: Stack, _ supervisor: pid_t) throws -> Result
    ) throws -> Result {
        // No limits per address: a test sends more than an office does.
        try Stack.with(processes: 0, environment: environment, limits: "") { (stack) throws in
            let supervisor = try stack.startSupervisor(workers)
            try stack.waitUntilUp()
            return try body(stack, supervisor)
        }
    }

    /// Starts a supervisor on the stack's socket by `--listen`, and waits until its workers are ready.
    func startSupervisor(_ workers: Int, program: String = Program.built("calllog-fcgi")) throws -> pid_t {
        try startSupervisor([program, "--listen", "unix:\(socket)", "--supervise", "\(workers)"], workers)
    }

    /// Starts a supervisor by any command line.
    func startSupervisor(_ words: [String], _ workers: Int, descriptors: [Int32: Int32] = [:]) throws -> pid_t {
        let ready = events("worker-ready").count
        let pid = try Program.start(words, environment: environment, directory: directory, descriptors: descriptors)
        supervisors.append(pid)
        let isUp = waitUntil(seconds: 20) { events("worker-ready").count >= ready + workers }
        try #require(isUp, "\(contents("\(directory)/error")) \(contents(responderLog).suffix(800))")
        return pid
    }

    /// Waits until a supervisor has ended; its exit status.
    func end(of supervisor: pid_t, seconds: Double = 30) -> Int32? {
        let status = Program.status(of: supervisor, seconds: seconds)
        if status != nil { supervisors.removeAll { $0 == supervisor } }
        return status
    }

    /// The processes a supervisor runs, the oldest first.
    func workers(of supervisor: pid_t) -> [pid_t] {
        contents("/proc/\(supervisor)/task/\(supervisor)/children").split(separator: " ").compactMap { pid_t($0) }
            .filter { !Self.hasEnded($0) }
    }

    /// Whether every roll is over and only the workers that should run do.
    func isCalm(_ supervisor: pid_t, workers count: Int) -> Bool {
        let finished = events("roll-finished").count
        return finished > 1 && finished == events("roll-started").count && workers(of: supervisor).count == count
    }

    /// The log's lines about one kind of event.
    func events(_ name: String, in path: String? = nil) -> [[String: Any]] {
        contents(path ?? responderLog).split(separator: "\n").filter { $0.contains("\"event\":\"\(name)\"") }
            .compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }

    func stopSupervisors() {
        for supervisor in supervisors {
            let workers = workers(of: supervisor)
            kill(supervisor, SIGKILL)
            for worker in workers { kill(worker, SIGKILL) }
            _ = end(of: supervisor)
        }
    }
}

/// Requests from several threads, until told to stop.
final class Load: @unchecked Sendable {
    private let lock = NSLock()
    private var isStopped = false
    private var answered = 0
    private var failures: [String] = []
    private var logged: [String] = []
    private let group = DispatchGroup()

    /// Every third request logs a call, the others load it.
    init(on stack: Stack, threads: Int = 8) {
        for thread in 0..<threads {
            group.enter()
            Thread.detachNewThread { [self] in
                var index = 0
                while !lock.withLock({ isStopped }) {
                    send(to: stack, thread, index)
                    index += 1
                }
                group.leave()
            }
        }
    }

    var count: Int { lock.withLock { answered } }

    /// Lets what is running finish.
    ///
    /// - Returns: How many were answered 200, the failures, and the sessions whose call was acknowledged.
    func stop() -> (answered: Int, failures: [String], logged: [String]) {
        lock.withLock { isStopped = true }
        group.wait()
        return lock.withLock { (answered, failures, logged) }
    }

    private func send(to stack: Stack, _ thread: Int, _ index: Int) {
        do {
            let session = "8\(thread)\(index / 3)"
            let isCreate = index % 3 == 0
            let reply = isCreate ? try stack.create(TestCall(session: session)) : try stack.load([session])
            lock.withLock {
                if reply.status == 200 { answered += 1 } else { failures.append("\(reply.status) \(reply.text)") }
                if reply.status == 200, isCreate { logged.append(session) }
            }
        } catch {
            lock.withLock { failures.append("\(error)") }
        }
    }
}

/// Looks every 10 ms until `condition` holds; whether it did in time.
///
/// ``waitUntil(seconds:_:)`` without errors. Inside `#expect` only where a test has more closures: Swift 6.3.1 gives a
/// closure inside the macro and one outside of it the same name.
func eventually(seconds: Double = 10, _ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if condition() { return true }
        usleep(10_000)
    }
    return condition()
}
