import HTTPCore
import Synchronization

@testable import FastCGI

/// A real server on a Unix socket in a directory of its own.
final class TestServer: Sendable {
    let path: String
    let server: FastCGIServer
    let finished = Mutex<[FinishedRequest]>([])
    let handler: TestHandler
    private let directory: String
    private let socket: ListenSocket
    private let thread = Mutex<SystemThread?>(nil)
    private let failure = Mutex<FastCGIError?>(nil)

    init(_ change: (inout FastCGIServer.Configuration) -> Void = { _ in }) throws {
        directory = Scratch.directory()
        path = directory + "/s"
        socket = try ListenSocket.open("unix:" + path)
        var configuration = FastCGIServer.Configuration()
        configuration.threads = 4
        change(&configuration)
        handler = TestHandler()
        let log = Relay()
        server = try FastCGIServer(socket: socket, configuration: configuration, onFinish: { log.send($0) })
        log.receiver.withLock { $0 = { [weak self] request in self?.finished.withLock { $0.append(request) } } }
        let started = SystemThread.start { [self] in
            do throws(FastCGIError) { try server.run(handler: handler) } catch { failure.withLock { $0 = error } }
        }
        thread.withLock { $0 = started }
    }

    /// Drains the server and waits for its end; the error it ended with, if any.
    @discardableResult
    func stop() -> FastCGIError? {
        server.requestDrain()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
        socket.close()
        Scratch.remove(directory)
        return failure.withLock { $0 }
    }

    func peer() throws -> RawPeer { try RawPeer(path: path) }

    /// Sends bytes on a new connection and gives what came back until it was closed.
    func exchange(_ bytes: [UInt8]) throws -> [UInt8]? {
        let peer = try peer()
        peer.send(bytes)
        return peer.receiveAll()
    }

    /// The `STDOUT` of a whole reply.
    func answer(_ bytes: [UInt8]) throws -> String? {
        try exchange(bytes).flatMap { Records.output(of: $0) }
    }

    /// Whether a plain request is answered as ever.
    func isAlive() throws -> Bool {
        try answer(Records.request(body: [7]))?.hasSuffix("\r\n\r\n1 7") == true
    }
}

private final class Relay: Sendable {
    let receiver = Mutex<(@Sendable (FinishedRequest) -> Void)?>(nil)

    func send(_ request: FinishedRequest) {
        receiver.withLock { $0 }?(request)
    }
}

/// Echoes the length and the sum of a body; can be held at `/held`, and answers at length at `/long`.
final class TestHandler: HTTPHandler {
    let calls = Atomic(0)
    let held = Atomic(0)
    private let gate = JobQueue<Int>()
    private let elsewhere = try? BlockingThreadPool(count: 1)

    deinit {
        elsewhere?.shutDown()
    }

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        calls.add(1, ordering: .relaxed)
        switch request.path {
        case "/held":
            held.add(1, ordering: .sequentiallyConsistent)
            _ = gate.next()
            return .text("released")
        case "/long":
            return .text(String(repeating: "x", count: 4 << 20))
        case "/elsewhere":
            // Not on Swift's own threads: tests that block hold all of them.
            let number = await Task.detached(executorPreference: elsewhere) { 42 }.value
            return .text("\(number)")
        default:
            let sum = request.body.reduce(0) { ($0 + Int($1)) % 1_000_003 }
            return .text("\(request.body.count) \(sum)")
        }
    }

    /// Lets everything at `/held` go on, now and later.
    func release() {
        gate.close()
    }
}
