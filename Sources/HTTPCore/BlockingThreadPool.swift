import Synchronization

/// Threads on which handlers may block, for a host whose own threads must not.
///
/// Our handlers block in SQLite and in `fsync`. A host built on Swift's shared thread pool runs them here:
/// `await withTaskExecutorPreference(pool) { await routes.answer(request) }`. The pool lives until ``shutDown()``.
public final class BlockingThreadPool: TaskExecutor {
    /// The system would not start a single thread (`pthread_create`).
    public struct NoThread: Error, Hashable, Sendable, CustomStringConvertible {
        /// One line: what is wrong and what to do.
        public var description: String { "no thread could be started; raise the limits on threads and memory" }
    }

    private let jobs = JobQueue<UnownedJob>()
    private let threads = Mutex<[SystemThread]>([])

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: How many requests may block at once; at least 1.
    ///   - stackSizeInBytes: The stack of each thread; at least 16 kB, a multiple of the page size.
    /// - Throws: ``NoThread`` if not one thread starts. With some but not all, the pool is smaller.
    public init(count: Int, stackSizeInBytes: Int = 2 << 20) throws(NoThread) {
        let started = (0..<max(1, count)).compactMap { _ in
            SystemThread.start(stackSizeInBytes: stackSizeInBytes) { [self] in work() }
        }
        if started.isEmpty { throw NoThread() }
        threads.withLock { $0 = started }
    }

    /// Runs the job on one of the threads, after those that wait already (`TaskExecutor`).
    public func enqueue(_ job: consuming ExecutorJob) {
        jobs.push(UnownedJob(job))
    }

    /// Lets the waiting work finish, then ends the threads.
    ///
    /// Call it when no task prefers this pool any more, and not from one of its threads.
    public func shutDown() {
        jobs.close()
        let ending = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ending { thread.join() }
    }

    private func work() {
        while let job = jobs.next() {
            perform(job)
        }
    }
}
