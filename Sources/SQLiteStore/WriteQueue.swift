import CallLog
import Synchronization

/// Runs writes on the one writing connection, as many as are waiting in a single transaction.
///
/// A commit costs one flush to the disk, whatever it holds. So whoever finds the queue idle leads: it runs its own
/// write and all that have queued up meanwhile, commits once, hands out the results and passes the lead on. A lone
/// write waits for nobody. If one write of a group throws, the group is undone and each runs again by itself; a
/// savepoint for each would cost every group what that costs a rare one.
final class WriteQueue: Sendable {
    /// One write and, once it ran, what came of it.
    private protocol Job: Sendable {
        func run(in transaction: SQLiteTransaction)
        func fail(_ error: StoreError)
        var failure: StoreError? { get }
    }

    private final class TypedJob<Result: Sendable>: Job {
        private let body: @Sendable (any StoreWriter) throws(StoreError) -> Result
        private let outcome = Mutex<Swift.Result<Result, StoreError>?>(nil)

        init(_ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result) {
            self.body = body
        }

        func run(in transaction: SQLiteTransaction) {
            do throws(StoreError) {
                let result = try body(transaction)
                outcome.withLock { $0 = .success(result) }
            } catch {
                fail(error)
            }
        }

        func fail(_ error: StoreError) {
            outcome.withLock { $0 = .failure(error) }
        }

        var failure: StoreError? {
            outcome.withLock { if case .failure(let error) = $0 { error } else { nil } }
        }

        func result() throws(StoreError) -> Result {
            guard let outcome = outcome.withLock({ $0 }) else {
                throw StoreError(.internalFault, detail: "a write was never run")
            }
            return try outcome.get()
        }
    }

    private enum Signal { case lead, done }

    private struct Queue {
        var isLed = false
        var waiting: [(job: any Job, waiter: CheckedContinuation<Signal, Never>)] = []
    }

    private static let largestGroup = 128

    private let connection: SQLiteConnection
    private let sealing: any Sealing
    private let queue = Mutex(Queue())

    private let willCommit: @Sendable () -> Void

    /// - Parameter willCommit: Called before each transaction.
    init(connection: SQLiteConnection, sealing: any Sealing, willCommit: @escaping @Sendable () -> Void) {
        self.willCommit = willCommit
        self.connection = connection
        self.sealing = sealing
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        let job = TypedJob(body)
        let signal = await withCheckedContinuation { (waiter: CheckedContinuation<Signal, Never>) in
            let leadsAtOnce = queue.withLock { queue in
                if queue.isLed {
                    queue.waiting.append((job, waiter))
                    return false
                }
                queue.isLed = true
                return true
            }
            if leadsAtOnce { waiter.resume(returning: .lead) }
        }
        if signal == .lead { lead(with: job) }
        return try job.result()
    }

    /// Runs one group, then passes the lead to the first who waits.
    private func lead(with own: any Job) {
        let followers = queue.withLock { queue in
            let group = Array(queue.waiting.prefix(Self.largestGroup))
            queue.waiting.removeFirst(group.count)
            return group
        }
        run([own] + followers.map(\.job))
        for follower in followers { follower.waiter.resume(returning: .done) }
        let next = queue.withLock { queue in
            if queue.waiting.isEmpty {
                queue.isLed = false
                return nil as CheckedContinuation<Signal, Never>?
            }
            return queue.waiting.removeFirst().waiter
        }
        next?.resume(returning: .lead)
    }

    private func run(_ jobs: [any Job]) {
        if jobs.count > 1 {
            guard let error = commit(jobs) else { return }
            if error.reason == .busy {
                // Another process holds the lock: one after the other, each would wait for it as long again.
                for job in jobs { job.fail(error) }
                return
            }
        }
        // Alone, or the group was undone (a full disk, a write that throws): each gets its own verdict.
        for job in jobs {
            if let error = commit([job]) { job.fail(error) }
        }
    }

    /// Runs the jobs in one transaction; the error if the transaction as a whole did not happen.
    private func commit(_ jobs: [any Job]) -> StoreError? {
        do throws(StoreError) {
            willCommit()
            try connection.run("BEGIN IMMEDIATE")
            let transaction = SQLiteTransaction(connection: connection, sealing: sealing)
            for job in jobs {
                job.run(in: transaction)
                if let failure = job.failure {
                    if connection.isInTransaction { try connection.run("ROLLBACK") }
                    return failure
                }
            }
            try connection.run("COMMIT")
            return nil
        } catch {
            if connection.isInTransaction {
                // A rollback that fails leaves nothing to do but to report the first error.
                do throws(StoreError) { try connection.run("ROLLBACK") } catch let second { return second }
            }
            return error
        }
    }
}
