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
