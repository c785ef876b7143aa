import Foundation
import Synchronization

/// Runs every step of a task on a thread of its own, so that a task may block while others go on.
final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        Thread.detachNewThread { unsafe step.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A number that threads share.
final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }
    func add() { number.add(1, ordering: .sequentiallyConsistent) }
}

/// Looks every millisecond until `condition` holds; whether it did in time.
func eventually(seconds: Double, _ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if condition() { return true }
        usleep(1000)
    }
    return condition()
}
