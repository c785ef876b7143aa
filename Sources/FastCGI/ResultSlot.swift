import Synchronization

/// Where a task leaves what the thread that waits for it wants to know.
final class ResultSlot<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
