import Synchronization

/// What the server's threads count.
final class ServerCounters: Sendable {
    let accepted = Atomic(0)
    let rejected = Atomic(0)
    let overloads = Atomic(0)
    let busy = Atomic(0)
    let answered = Atomic(0)
    let pending = Atomic(0)
    /// Threads between taking a connection from the listener and passing it on.
    let accepting = Atomic(0)
}
