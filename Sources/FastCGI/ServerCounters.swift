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

extension FastCGIServer {
    /// A snapshot of what the server does and has done.
    public struct Statistics: Sendable {
        /// Connections taken from the listener so far.
        public let accepted: Int
        /// Connections closed by the gate so far: malformed, cut, too slow or too many.
        public let rejected: Int
        /// Requests answered 503 because the queue was full, so far.
        public let overloads: Int
        /// Requests answered by a worker so far.
        public let answered: Int
        /// Whole requests that wait for a worker now.
        public let queueLength: Int
        /// Connections whose request is not whole yet.
        public let pending: Int
        /// Workers with a request now.
        public let busyWorkers: Int
    }
}
