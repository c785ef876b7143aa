import Glibc

/// A first-in, first-out queue that a thread can wait on.
@safe package final class JobQueue<Job: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var first = 0
    private var isClosed = false

    package init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// The jobs that wait now.
    package var count: Int {
        withLock { jobs.count - first }
    }

    /// Adds a job, unless `limit` jobs wait already or the queue is closed; tells whether it did.
    @discardableResult
    package func push(_ job: Job, limit: Int = .max) -> Bool {
        let isTaken = withLock {
            guard !isClosed, jobs.count - first < limit else { return false }
            jobs.append(job)
            return true
        }
        // Not under the lock: the thread that wakes would at once wait for it.
        if isTaken { unsafe pthread_cond_signal(condition) }
        return isTaken
    }

    /// The oldest job, or `nil` if none waits.
    package func pop() -> Job? {
        withLock { takeFirst() }
    }

    /// The oldest job, waiting for one; `nil` once the queue is closed and empty.
    package func next() -> Job? {
        withLock {
            while true {
                if let job = takeFirst() { return job }
                if isClosed { return nil }
                unsafe pthread_cond_wait(condition, mutex)
            }
        }
    }

    /// Takes no more jobs and lets the waiting threads end.
    package func close() {
        withLock {
            isClosed = true
            unsafe pthread_cond_broadcast(condition)
        }
    }

    private func takeFirst() -> Job? {
        guard first < jobs.count else { return nil }
        let job = jobs[first]
        first += 1
        if first == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 64, first * 2 >= jobs.count {
            jobs.removeFirst(first)
            first = 0
        }
        return job
    }

    private func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}

extension TaskExecutor {
    /// Runs a job of this executor on the calling thread, up to its next suspension.
    package func perform(_ job: UnownedJob) {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
