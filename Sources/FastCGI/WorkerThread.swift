import HTTPCore
import Synchronization

/// Runs async code on the thread that asks for it, to its end.
///
/// Code that blocks in SQLite or libcurl so holds up its own worker and nobody else. While the code waits for
/// something elsewhere, the thread waits too.
final class WorkerThread: TaskExecutor {
    private let jobs = JobQueue<UnownedJob>()

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.push(UnownedJob(job))
    }

    /// Runs `operation`, all of whose own steps run on the calling thread; once per object.
    func run<Failure: Error>(_ operation: @escaping @Sendable () async throws(Failure) -> Void) throws(Failure) {
        let failure = ResultSlot<Failure>()
        Task(executorPreference: self) {
            do throws(Failure) {
                try await operation()
            } catch {
                failure.value.withLock { $0 = error }
            }
            // The last step of this task's last job: the queue ends once that has run.
            self.jobs.close()
        }
        while let job = jobs.next() { perform(job) }
        if let error = failure.value.withLock({ $0 }) { throw error }
    }
}

final class ResultSlot<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
