import HTTPCore
import Synchronization

/// Runs the workers' async code on threads that may block.
///
/// There are as many threads as tasks, yet only few run at a time: what waited for a commit goes on in a thread that is
/// awake anyway. A thread for each task, woken three times, cost a quarter of every `POST`. Code that blocks in SQLite
/// is not asked to say so: when no job is taken for ``patienceInMilliseconds``, one more thread runs.
///
/// The unchecked conformance is true because everything but the atomic is touched under the monitor's lock alone.
final class WorkerPool: TaskExecutor, @unchecked Sendable {
    private static let patienceInMilliseconds = 2

    private let monitor = Monitor()
    private let limit: Int
    private var jobs = FIFO<UnownedJob>()
    private var taken = 0
    private var isClosed = false
    /// Threads with a job, but for those inside of ``whileBlocked(_:)``.
    private var running = 0
    private var idle = 0
    /// Idle threads that are about to run.
    private var tickets = 0
    private var lookout = Lookout.notNeeded
    private let waiting = Atomic(0)

    /// The idle thread that sees to it that jobs do not wait for threads that are stuck.
    private enum Lookout {
        case notNeeded, wanted, quiet
        /// A job was added since it last looked.
        case busy
    }

    /// - Parameter limit: Threads that run at a time, unless they are stuck.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Whether a job waits for a thread: time to yield.
    var hasWaiting: Bool { waiting.load(ordering: .relaxed) > 0 }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wakesOne = monitor.withLock {
            jobs.append(job)
            waiting.store(jobs.count, ordering: .relaxed)
            return addsRunner() || callsLookout()
        }
        if wakesOne { monitor.signal() }
    }

    /// Runs jobs on the calling thread until the pool is closed.
    func work() {
        monitor.withLock { running += 1 }
        while let job = next() { perform(job) }
    }

    /// Lets another thread run jobs while this one waits for input.
    func whileBlocked<Result>(_ body: () -> Result) -> Result {
        let wakesOne = monitor.withLock {
            running -= 1
            return !jobs.isEmpty && addsRunner()
        }
        if wakesOne { monitor.signal() }
        defer { monitor.withLock { running += 1 } }
        return body()
    }

    /// Lets the threads end when no job waits.
    func close() {
        monitor.withLock {
            isClosed = true
            monitor.broadcast()
        }
    }

    private func next() -> UnownedJob? {
        monitor.withLock {
            while true {
                if let job = jobs.popFirst() {
                    taken += 1
                    waiting.store(jobs.count, ordering: .relaxed)
                    return job
                }
                if isClosed { return nil }
                running -= 1
                idle += 1
                waitToRun()
                idle -= 1
            }
        }
    }

    /// Whether an idle thread may run now, and is to be woken for it.
    private func addsRunner() -> Bool {
        guard idle > tickets, running < limit else { return false }
        tickets += 1
        running += 1
        return true
    }

    /// Whether an idle thread is to be woken to look out.
    private func callsLookout() -> Bool {
        switch lookout {
        case .quiet, .busy:
            lookout = .busy
            return false
        case .notNeeded, .wanted:
            lookout = .wanted
            return idle > tickets
        }
    }

    /// Waits for a ticket, or until nobody else takes a job.
    private func waitToRun() {
        while tickets == 0, !isClosed {
            if lookout != .wanted {
                monitor.wait()
            } else if findsThreadsStuck() {
                running += 1
                return callNextLookout()
            }
        }
        if tickets > 0 { tickets -= 1 } else { running += 1 }
        callNextLookout()
    }

    /// This thread takes one job and may get stuck as well.
    private func callNextLookout() {
        if lookout == .wanted, jobs.count > 1 { monitor.signal() }
    }

    /// Looks out as long as jobs come and no ticket does.
    private func findsThreadsStuck() -> Bool {
        lookout = .quiet
        while true {
            let before = taken
            monitor.wait(milliseconds: Self.patienceInMilliseconds)
            if tickets > 0 || isClosed {
                lookout = jobs.isEmpty ? .notNeeded : .wanted
                return false
            }
            if !jobs.isEmpty, taken == before {
                lookout = .wanted
                return true
            }
            if jobs.isEmpty, lookout == .quiet {
                lookout = .notNeeded
                return false
            }
            lookout = .quiet
        }
    }
}

extension WorkerPool {
    /// Runs `operation` on the calling thread, to its end; once per object.
    func run<Failure: Error>(_ operation: @escaping @Sendable () async throws(Failure) -> Void) throws(Failure) {
        let failure = ResultSlot<Failure>()
        Task(executorPreference: self) {
            do throws(Failure) {
                try await operation()
            } catch {
                failure.value.withLock { $0 = error }
            }
            // The last step of this task's last job: the threads end once that has run.
            self.close()
        }
        work()
        if let error = failure.value.withLock({ $0 }) { throw error }
    }
}
