/// An HTTP/1.1 server on 127.0.0.1 with an event loop of one thread, as the stack of an embedding host may have.
///
/// Keeps connections, takes bodies with a `Content-Length`, and has limits; no TLS and no chunks.
public struct HTTPServer: Sendable {
    public typealias Handler = @Sendable (Request) async -> Response

    public struct Limits: Sendable {
        /// Longer heads are refused with 431.
        public var headInBytes = 16_384
        /// Longer bodies are refused with 413.
        public var bodyInBytes = 1 << 20
        /// Further clients wait in the kernel's queue.
        public var connections = 256
        /// For a whole request to arrive, the wait for it included, and for an answer to be taken.
        public var requestTime = Duration.seconds(15)

        public init() {}
    }

    public let port: UInt16
    private let listener: Socket
    private let loop = EventLoop()
    private let limits: Limits

    /// - Parameter port: 0 lets the kernel choose.
    public init(port: UInt16 = 0, limits: Limits = Limits()) throws(SocketError) {
        listener = try Socket.listening(on: port)
        self.port = try listener.port()
        self.limits = limits
    }

    /// Serves until the task is cancelled; requests that have begun by then are answered.
    ///
    /// `handler` runs on the server's one thread and must not block it.
    public func run(_ handler: @escaping Handler) async {
        await withTaskExecutorPreference(loop) {
            await withTaskGroup(of: Void.self) { group in
                var connections = 0
                while !Task.isCancelled {
                    if connections == limits.connections {
                        await group.next()
                        connections -= 1
                    }
                    switch listener.accept() {
                    case .done(let socket):
                        connections += 1
                        group.addTask { [loop, limits] in
                            var connection = Connection(socket, on: loop, limits: limits)
                            await connection.serve(handler)
                        }
                    case .wouldBlock: await loop.wait(for: listener, .reading, until: .now + .seconds(60))
                    // Out of descriptors: others have to end first.
                    case .ended: try? await Task.sleep(for: .milliseconds(50))
                    }
                }
            }
        }
    }
}
