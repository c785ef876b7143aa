import HTTPCore
import Synchronization
import Testing

@testable import FastCGI

/// Tasks that wait for each other, on threads that may get stuck.
@Suite(.serialized) struct WorkerPoolTests {
    /// A pool with its threads; `end` waits for them.
    private final class Running: Sendable {
        let pool: WorkerPool
        let steps = Atomic(0)
        let isFree = Atomic(false)
        private let threads: [SystemThread]

        init(threads: Int, limit: Int) {
            let pool = WorkerPool(limit: limit)
            self.pool = pool
            self.threads = (0..<threads).compactMap { _ in SystemThread.start { pool.work() } }
        }

        func end() {
            pool.close()
            for thread in threads { thread.join() }
        }
    }

    @Test(arguments: [(1, 1), (2, 1), (4, 2), (16, 3), (16, 64)])
    func `tasks that suspend often all end, on the pool's threads`(threads: Int, limit: Int) async {
        let running = Running(threads: threads, limit: limit)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask(executorPreference: running.pool) {
                    for _ in 0..<500 {
                        await Task.yield()
                        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in waiter.resume() }
                        running.steps.add(1, ordering: .relaxed)
                    }
                }
            }
        }
        running.end()
        #expect(running.steps.load(ordering: .relaxed) == threads * 500)
    }

    @Test func `a thread that waits for input makes room for another`() async {
        let running = Running(threads: 2, limit: 1)
        let waited = await withTaskGroup(of: Bool.self) { group in
            group.addTask(executorPreference: running.pool) {
                running.pool.whileBlocked {
                    for _ in 0..<2000 where !running.isFree.load(ordering: .acquiring) { Machine.nap(milliseconds: 1) }
                }
                return running.isFree.load(ordering: .acquiring)
            }
            group.addTask(executorPreference: running.pool) {
                running.isFree.store(true, ordering: .releasing)
                return true
            }
            return await group.reduce(true) { $0 && $1 }
        }
        running.end()
        #expect(waited)
    }

    @Test(arguments: [1, 2, 3])
    func `threads that are stuck without a word hold nobody up`(limit: Int) async {
        let running = Running(threads: 8, limit: limit)
        let start = ContinuousClock.now
        let took = await withTaskGroup(of: Duration?.self) { group in
            for _ in 0..<6 {
                group.addTask(executorPreference: running.pool) {
                    for _ in 0..<3000 where !running.isFree.load(ordering: .acquiring) { Machine.nap(milliseconds: 1) }
                    return nil
                }
            }
            group.addTask(executorPreference: running.pool) {
                for _ in 0..<20 { await Task.yield() }
                running.isFree.store(true, ordering: .releasing)
                return ContinuousClock.now - start
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        running.end()
        #expect(took.map { $0 < .seconds(1) } == true, "\(String(describing: took))")
    }

    @Test func `a server with nothing to do costs no processor time`() throws {
        let server = try TestServer { $0.threads = 16 }
        for _ in 0..<50 { _ = try server.answer(Records.request(body: [1])) }
        Machine.nap(milliseconds: 50)
        let before = Machine.processorTime
        Machine.nap(milliseconds: 500)
        // Other tests' threads have ended; a thread that looks again and again would take half a second.
        #expect(Machine.processorTime - before < .milliseconds(100))
        server.stop()
    }
}
