import HTTPCore
import Synchronization

/// Runs async code on the thread that asks for it, to its end.
///
/// A handler that blocks in SQLite or libcurl so holds up its own worker and nobody else. While the code waits for
/// something elsewhere, the thread waits too.
final class WorkerThread: TaskExecutor {
    private let jobs = JobQueue<UnownedJob>()

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.push(UnownedJob(job))
    }

    /// The result of `operation`, all of whose own steps run on the calling thread.
    func run<Result: Sendable>(_ operation: @escaping @Sendable () async -> Result) -> Result? {
        let slot = ResultSlot<Result>()
        Task(executorPreference: self) {
            let result = await operation()
            slot.value.withLock { $0 = result }
        }
        while let job = jobs.next() {
            perform(job)
            if let result = slot.value.withLock({ $0 }) { return result }
        }
        return nil
    }
}

final class ResultSlot<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
