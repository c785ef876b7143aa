import Synchronization

/// A lock that is only ever tried, so that no thread waits for another.
///
/// Trying a `Mutex` that is held is a system call; trying this is not.
package struct TryLock: ~Copyable, Sendable {
    private let isTaken = Atomic(false)

    package init() {}

    /// Takes the lock if nobody has it; whoever took it calls ``giveBack()``.
    package func take() -> Bool {
        !isTaken.load(ordering: .relaxed) && !isTaken.exchange(true, ordering: .acquiring)
    }

    package func giveBack() {
        isTaken.store(false, ordering: .releasing)
    }
}
