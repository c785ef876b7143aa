import HTTPCore
import Synchronization

/// A FastCGI responder: worker threads that take requests from a listening socket and answer each by a handler.
///
/// Connections are always closed after one request; a kept one would hold a whole worker.
public final class FastCGIServer: Sendable {
    /// Numbers of the server; the defaults suit a small machine.
    public struct Configuration: Sendable {
        /// Worker threads, each with one request at a time.
        public var threads = 16
        /// Most bytes of a request body; more is answered 413.
        public var bodyLimitInBytes = 1 << 20
        /// How long a connection may take to bring its whole request.
        public var gateDeadline = Duration.seconds(5)
        /// How long a peer may take to read its answer.
        public var writeDeadline = Duration.seconds(10)
        /// Whole requests that may wait for a worker; more are answered 503.
        public var queueLimit = 256
        /// Bytes that waiting requests may hold together; more are answered 503.
        public var queueBytesLimit = 64 << 20
        /// Connections that may be unfinished at a time; more drop the oldest.
        public var pendingLimit = 2048
        /// Bytes that unfinished connections may hold together; more drop the oldest.
        public var pendingBytesLimit = 64 << 20
        /// The stack of each worker; deep JSON and SQLite need less than 1 MiB.
        public var stackSizeInBytes = 2 << 20

        /// The defaults.
        public init() {}
    }

    private let intake: Intake
    private let watchdog: Watchdog
    private let configuration: Configuration
    private let onFinish: @Sendable (FinishedRequest) -> Void
    private let firstFailure = Mutex<FastCGIError?>(nil)

    /// Prepares a server on `socket`; connections wait in its backlog until ``run(handler:)``.
    ///
    /// Raises the process's limit of descriptors to what the system allows: the usual 1,024 would be used up by fewer
    /// idle connections than we hold.
    ///
    /// - Parameters:
    ///   - onFinish: Called after each answer, on the worker's thread, for the access log.
    ///   - report: One line, at most once a second, about the machine being out of something.
    public init(
        socket: ListenSocket,
        configuration: Configuration = Configuration(),
        onFinish: @escaping @Sendable (FinishedRequest) -> Void = { _ in },
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(FastCGIError) {
        var configuration = configuration
        configuration.threads = max(1, configuration.threads)
        try Library.prepared.get()
        DescriptorLimit.raise()
        self.configuration = configuration
        self.onFinish = onFinish
        intake = try Intake(listener: socket, settings: configuration, report: report)
        watchdog = try Watchdog(slots: configuration.threads, limit: configuration.writeDeadline)
    }

    /// Serves until ``requestDrain()`` and until every request that came in before is answered.
    ///
    /// - Throws: ``FastCGIError`` if the listener is lost or the threads cannot start; what runs is finished first.
    public func run(handler: any HTTPHandler) throws(FastCGIError) {
        let loop = WorkerLoop(
            handler: handler,
            uptime: Self.uptime,
            newRequestID: Self.randomRequestID,
            onFinish: onFinish
        )
        let waiter = start { [intake] () throws(FastCGIError) in
            // Whatever happens, the workers must not wait for it in vain.
            defer { intake.closeQueue() }
            try ConnectionWaiter(intake: intake).run()
        }
        if waiter == nil { intake.closeQueue() }
        let guardian = start { [watchdog] () throws(FastCGIError) in watchdog.run() }
        // With one processor too, one thread waits for the disk and another works. More than processors only switch.
        let pool = WorkerPool(limit: max(2, Processors.count))
        let unfinished = Countdown(configuration.threads) { pool.close() }
        for slot in 0..<configuration.threads {
            Task(executorPreference: pool) { [intake, watchdog] in
                defer { unfinished.countDown() }
                do throws(FastCGIError) {
                    var exchange = try ConnectionExchange(pool: pool, intake: intake, watchdog: watchdog, slot: slot)
                    try await loop.serve(&exchange)
                } catch {
                    self.stop(because: error)
                }
            }
        }
        let workers = (0..<configuration.threads).map { _ in
            start { () throws(FastCGIError) in pool.work() }
        }
        for worker in workers { worker?.join() }
        waiter?.join()
        watchdog.stop()
        guardian?.join()
        if let failure = firstFailure.withLock({ $0 }) { throw failure }
    }

    /// Starts a thread of the server; its failure, or that it cannot start, drains the server.
    private func start(_ body: @escaping @Sendable () throws(FastCGIError) -> Void) -> SystemThread? {
        let thread = SystemThread.start(stackSizeInBytes: max(1 << 20, configuration.stackSizeInBytes)) { [self] in
            do throws(FastCGIError) { try body() } catch { stop(because: error) }
        }
        if thread == nil { stop(because: .system(call: "pthread_create", cause: "no thread to be had")) }
        return thread
    }

    private func stop(because error: FastCGIError) {
        firstFailure.withLock { $0 = $0 ?? error }
        intake.beginDrain()
        intake.endBacklog()
    }

    /// Stops accepting once the backlog is empty; what came in is still answered. Any thread may call it, repeatedly.
    public func requestDrain() {
        intake.beginDrain()
    }

    /// The counters as they stand; any thread may ask.
    public var statistics: Statistics {
        let counters = intake.counters
        return Statistics(
            accepted: counters.accepted.load(ordering: .relaxed),
            rejected: counters.rejected.load(ordering: .relaxed),
            overloads: counters.overloads.load(ordering: .relaxed),
            answered: counters.answered.load(ordering: .relaxed),
            queueLength: intake.queueLength,
            pending: counters.pending.load(ordering: .relaxed),
            busyWorkers: counters.busy.load(ordering: .relaxed)
        )
    }

    private static let start = ContinuousClock.now
    @Sendable static func uptime() -> Duration { ContinuousClock.now - start }

    /// 16 hexadecimal digits.
    @Sendable static func randomRequestID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// libfcgi itself, initialised once per process.
private enum Library {
    static let prepared = Result<Void, FastCGIError> { () throws(FastCGIError) in try FastCGISeat.prepareLibrary() }
}

/// Does something when so many have ended.
private final class Countdown: Sendable {
    private let left: Atomic<Int>
    private let atZero: @Sendable () -> Void

    init(_ count: Int, atZero: @escaping @Sendable () -> Void) {
        left = Atomic(count)
        self.atZero = atZero
    }

    func countDown() {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { atZero() }
    }
}
