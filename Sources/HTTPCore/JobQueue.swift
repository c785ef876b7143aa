/// A first-in, first-out queue that a thread can wait on.
///
/// The unchecked conformance is true because everything is touched under the monitor's lock alone.
package final class JobQueue<Job: Sendable>: @unchecked Sendable {
    private let monitor = Monitor()
    private var jobs = FIFO<Job>()
    private var isClosed = false

    package init() {}

    /// The jobs that wait now.
    package var count: Int {
        monitor.withLock { jobs.count }
    }

    /// Adds a job, unless `limit` jobs wait already or the queue is closed; tells whether it did.
    @discardableResult
    package func push(_ job: Job, limit: Int = .max) -> Bool {
        let isTaken = monitor.withLock {
            guard !isClosed, jobs.count < limit else { return false }
            jobs.append(job)
            return true
        }
        if isTaken { monitor.signal() }
        return isTaken
    }

    /// The oldest job, or `nil` if none waits.
    package func pop() -> Job? {
        monitor.withLock { jobs.popFirst() }
    }

    /// The oldest job, waiting for one; `nil` once the queue is closed and empty.
    package func next() -> Job? {
        monitor.withLock {
            while true {
                if let job = jobs.popFirst() { return job }
                if isClosed { return nil }
                monitor.wait()
            }
        }
    }

    /// Takes no more jobs and lets the waiting threads end.
    package func close() {
        monitor.withLock {
            isClosed = true
            monitor.broadcast()
        }
    }
}
