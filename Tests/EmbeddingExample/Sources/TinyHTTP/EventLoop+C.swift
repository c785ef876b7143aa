import Dispatch

/// The one thread of a server: waits for sockets and runs the server's code and its handlers, up to each `await`.
///
/// As everywhere with event loops, a handler that blocks here holds up every client.
final class EventLoop: TaskExecutor {
    enum Direction { case reading, writing }

    private let queue = DispatchQueue(label: "event loop")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Suspends until `socket` can be read or written, or `deadline` has passed, or the task is cancelled.
    ///
    /// Which of these it was shows in the next attempt.
    func wait(for socket: Socket, _ direction: Direction, until deadline: ContinuousClock.Instant) async {
        let wait = Wait(socket, direction, queue)
        await withTaskCancellationHandler {
            await withCheckedContinuation { wait.start(until: deadline, $0) }
        } onCancel: {
            wait.end()
        }
    }
}

/// One wait for one socket. Its sources may be used by any thread, which their types do not say.
private final class Wait: @unchecked Sendable {
    private let socket: Socket
    private let source: any DispatchSourceProtocol
    private let timer: any DispatchSourceTimer

    init(_ socket: Socket, _ direction: EventLoop.Direction, _ queue: DispatchQueue) {
        self.socket = socket
        switch direction {
        case .reading: source = DispatchSource.makeReadSource(fileDescriptor: socket.descriptor, queue: queue)
        case .writing: source = DispatchSource.makeWriteSource(fileDescriptor: socket.descriptor, queue: queue)
        }
        timer = DispatchSource.makeTimerSource(queue: queue)
    }

    func start(until deadline: ContinuousClock.Instant, _ waiter: CheckedContinuation<Void, Never>) {
        source.setEventHandler { self.end() }
        timer.setEventHandler { self.end() }
        // Until this handler runs, the descriptor must stay open.
        source.setCancelHandler {
            self.timer.cancel()
            waiter.resume()
        }
        let left = max(.zero, deadline - .now)
        timer.schedule(deadline: .now() + .nanoseconds(Int(left / .nanoseconds(1))))
        timer.activate()
        source.activate()
    }

    func end() {
        source.cancel()
    }
}
