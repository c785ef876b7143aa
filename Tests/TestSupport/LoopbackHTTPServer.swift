import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 for tests, with faults at will.
///
/// One thread per connection; connections are kept alive. `handler` runs on the connection's thread, so calls overlap
/// when connections do, and a handler may block.
public final class LoopbackHTTPServer: Sendable {
    public typealias Handler = @Sendable (Request) -> Reply

    public let port: UInt16
    private let listener: LoopbackSocket
    private let handler: Handler
    private let state = Mutex(State())

    private struct State {
        var isStopped = false
        var requests = 0
        var connections = 0
        var open: [Int: LoopbackSocket] = [:]
        var acceptor: BackgroundThread?
        var threads: [Int: BackgroundThread] = [:]
        var finished: [BackgroundThread] = []
    }

    /// Listens on `port`; 0 lets the kernel choose.
    public init(port: UInt16 = 0, handler: @escaping Handler) throws(LoopbackError) {
        listener = try LoopbackSocket.listening(on: port, backlog: 1_024)
        self.port = listener.port
        self.handler = handler
        // The acceptor must not keep the server alive: it holds the listener, and the server only while it accepts.
        let thread = BackgroundThread { [weak self, listener] in
            while let socket = listener.accept() {
                guard let server = self else { return socket.close() }
                server.take(socket)
            }
        }
        guard let thread else { throw LoopbackError(description: "no thread") }
        state.withLock { $0.acceptor = thread }
    }

    deinit {
        stop()
        listener.close()
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    public var baseURL: String { "http://127.0.0.1:\(port)" }

    /// Complete requests received so far.
    public var requestCount: Int { state.withLock(\.requests) }

    /// Connections accepted so far.
    public var connectionCount: Int { state.withLock(\.connections) }

    /// Connections not yet closed by this side.
    public var openConnectionCount: Int { state.withLock(\.open.count) }

    /// Ends every connection and waits for their threads; handlers that block are waited for. Harmless when repeated.
    public func stop() {
        let (acceptor, threads) = state.withLock { state in
            state.isStopped = true
            for socket in state.open.values { socket.shutdown() }
            let threads = Array(state.threads.values) + state.finished
            let acceptor = state.acceptor
            (state.threads, state.finished, state.acceptor) = ([:], [], nil)
            return (acceptor, threads)
        }
        listener.shutdown()
        acceptor?.join()
        for thread in threads { thread.join() }
    }

    /// Accepts no further connections; open ones go on. May be called from a handler.
    public func stopListening() {
        listener.shutdown()
    }

    private func take(_ socket: LoopbackSocket) {
        let finished = state.withLock { state -> [BackgroundThread] in
            guard !state.isStopped else {
                socket.close()
                return []
            }
            state.connections += 1
            let number = state.connections
            state.open[number] = socket
            state.threads[number] = BackgroundThread { [weak self, handler] in
                LoopbackConnection(socket: socket, number: number).serve { request in
                    self?.state.withLock { $0.requests += 1 }
                    return handler(request)
                }
                if let self { self.end(number, socket) } else { socket.close() }
            }
            if state.threads[number] == nil {
                state.open[number] = nil
                socket.close()
            }
            defer { state.finished = [] }
            return state.finished
        }
        for thread in finished { thread.join() }
    }

    /// Closes under the lock: once forgotten, the descriptor's number may belong to somebody else.
    private func end(_ number: Int, _ socket: LoopbackSocket) {
        state.withLock { state in
            state.open[number] = nil
            socket.close()
            if let thread = state.threads.removeValue(forKey: number) { state.finished.append(thread) }
        }
    }
}
