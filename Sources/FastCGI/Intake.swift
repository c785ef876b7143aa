import HTTPCore
import Synchronization

/// Where connections come in: the listener, the gate, and the queue of requests that wait for a worker.
///
/// Workers accept and look for themselves; one whose request is not whole yet goes to the ``ConnectionWaiter``, which
/// also accepts for the workers while all of them are busy.
final class Intake: Sendable {
    let settings: FastCGIServer.Configuration
    let counters = ServerCounters()
    let notices: NoticeLimiter

    private let listener: ListenSocket
    private let queue = JobQueue<ReadyRequest>()
    private let queueFlag: EventFlag
    private let drainFlag: EventFlag
    private let draining = Atomic(false)
    /// After a drain began, the listener was once found empty; nothing is accepted any more.
    private let backlogDrained = Atomic(false)
    private let crowdAlert = Atomic(false)
    private let roomWanted = Atomic(false)
    /// What the queued requests hold that the waiter had to read.
    private let queuedBytes = Atomic(0)
    let waiterInbox: WaiterInbox

    init(
        listener: ListenSocket,
        settings: FastCGIServer.Configuration,
        report: @escaping @Sendable (String) -> Void
    ) throws(FastCGIError) {
        self.listener = listener
        self.settings = settings
        notices = NoticeLimiter(report: report)
        queueFlag = try EventFlag()
        drainFlag = try EventFlag()
        waiterInbox = WaiterInbox(flag: try EventFlag())
    }

    var isDraining: Bool { draining.load(ordering: .acquiring) }
    var isBacklogDrained: Bool { backlogDrained.load(ordering: .sequentiallyConsistent) }
    var queueLength: Int { queue.count }
    var allWorkersBusy: Bool { counters.busy.load(ordering: .relaxed) >= settings.threads }

    /// A poller for one worker: wakes for a connection, a queued request, or a drain.
    func makePoller() throws(FastCGIError) -> Poller {
        let poller = try Poller()
        guard poller.add(listener.fileDescriptor, wakesOne: true), poller.add(queueFlag.descriptor, wakesOne: true),
            poller.add(drainFlag.descriptor)
        else { throw .lastError(of: "epoll_ctl") }
        return poller
    }

    /// What a worker finds when it looks for a request.
    enum Find {
        case ready(ReadyRequest)
        case nobody
        /// Nobody is accepted any more; what is left comes from ``takeLast()``.
        case backlogDrained
    }

    /// Looks for the next request for a worker, without waiting for one.
    ///
    /// - Parameter wasWoken: A worker that was woken looks at the listener first: nobody else is woken for what made it
    ///   wake. For the queue, whoever takes something passes the word on.
    func look(wasWoken: Bool, peekBuffer: inout [UInt8]) throws(FastCGIError) -> Find {
        if !wasWoken, let ready = takeQueued() { return .ready(markBusy(ready)) }
        while true {
            if isBacklogDrained { return .backlogDrained }
            switch acceptOne(peekBuffer: &peekBuffer, mayDally: true) {
            case .ready(let ready):
                if queue.count > 0 { queueFlag.raise() }
                return .ready(markBusy(ready))
            case .passedOn: break
            case .failed(let error): throw error
            case .exhausted: Pause.milliseconds(50)
            case .nobody:
                if let ready = takeQueued() { return .ready(markBusy(ready)) }
                guard isDraining else { return .nobody }
                endBacklog()
            }
            if let ready = takeQueued() { return .ready(markBusy(ready)) }
        }
    }

    /// Waits for a request that the waiter still brings; `nil` once the server has drained.
    func takeLast() -> ReadyRequest? {
        queue.next().map(markBusy)
    }

    /// Waits until it is worth looking again.
    func pause(polling poller: Poller) {
        if poller.pause() == queueFlag.descriptor { queueFlag.lower() }
    }

    /// A worker is done with the request that ``look(wasWoken:peekBuffer:)`` or ``takeLast()`` found.
    func finish() {
        counters.answered.add(1, ordering: .relaxed)
        counters.busy.subtract(1, ordering: .relaxed)
    }

    func beginDrain() {
        draining.store(true, ordering: .releasing)
        drainFlag.raise()
        waiterInbox.flag.raise()
    }

    /// The listener was found empty after the drain began.
    func endBacklog() {
        backlogDrained.store(true, ordering: .sequentiallyConsistent)
        waiterInbox.flag.raise()
    }

    /// Lets the workers end once the queue is empty.
    func closeQueue() {
        queue.close()
    }

    enum Step {
        case ready(ReadyRequest)
        /// To the waiter, or closed.
        case passedOn
        case nobody
        case exhausted
        case failed(FastCGIError)
    }

    /// Takes one connection from the listener and looks whether its request is whole.
    ///
    /// - Parameter mayDally: Whether to give a request that is just coming a millisecond.
    func acceptOne(peekBuffer: inout [UInt8], mayDally: Bool = false) -> Step {
        counters.accepting.add(1, ordering: .sequentiallyConsistent)
        defer { counters.accepting.subtract(1, ordering: .sequentiallyConsistent) }
        // Whoever counted himself in after the backlog ended must not accept: the waiter may have stopped waiting.
        guard !isBacklogDrained else { return .passedOn }
        switch listener.accept() {
        case .connection(let connection):
            counters.accepted.add(1, ordering: .relaxed)
            return examine(connection, peekBuffer: &peekBuffer, mayDally: mayDally)
        case .nobody: return .nobody
        case .failed(let error): return .failed(error)
        case .exhausted(let cause):
            notices.notice("cannot accept connections: \(cause)")
            askForRoom()
            return .exhausted
        }
    }

    /// Has the waiter drop some of the oldest unfinished connections, so that idle peers cannot use up the descriptors.
    func askForRoom() {
        if !roomWanted.exchange(true, ordering: .sequentiallyConsistent) { waiterInbox.flag.raise() }
    }

    /// Whether room was asked for since the last call.
    func takeWishForRoom() -> Bool {
        roomWanted.exchange(false, ordering: .sequentiallyConsistent)
    }

    /// Queues a whole request for a worker, or answers 503 if too many wait already.
    func enqueue(_ ready: ReadyRequest, scratch: inout [UInt8]) {
        let size = ready.bytes?.count ?? 0
        let held = queuedBytes.add(size, ordering: .relaxed).newValue
        guard held <= settings.queueBytesLimit || held == size, queue.push(ready, limit: settings.queueLimit) else {
            queuedBytes.subtract(size, ordering: .relaxed)
            return refuseOverload(ready, scratch: &scratch)
        }
        queueFlag.raise()
    }

    func refuseOverload(_ ready: ReadyRequest, scratch: inout [UInt8]) {
        counters.overloads.add(1, ordering: .relaxed)
        ready.connection.sendAndForget(StaticReply.overloaded(requestID: ready.requestID), scratch: &scratch)
    }

    /// Whether the waiter should end its watch over a full house; the next worker to fill it alerts again.
    func clearCrowdAlert() {
        crowdAlert.store(false, ordering: .sequentiallyConsistent)
        if allWorkersBusy { alertCrowd() }
    }

    var isCrowdAlerted: Bool { crowdAlert.load(ordering: .sequentiallyConsistent) }

    private func examine(_ connection: Connection, peekBuffer: inout [UInt8], mayDally: Bool) -> Step {
        var received = connection.peek(into: &peekBuffer)
        if received == .nothingYet, mayDally, counters.pending.load(ordering: .relaxed) < 32 {
            // nginx connects first and writes a moment later; waiting that moment is cheaper than two more threads.
            if connection.waitForInput(milliseconds: 1) { received = connection.peek(into: &peekBuffer) }
        }
        switch received {
        case .ended:
            counters.rejected.add(1, ordering: .relaxed)
            return .passedOn
        case .nothingYet:
            waiterInbox.put(connection)
            return .passedOn
        case .bytes(let count):
            var grammar = RecordGrammar()
            switch grammar.consume(peekBuffer.span.extracting(0..<count)) {
            case .whole: return .ready(ReadyRequest(connection: connection, requestID: grammar.requestID))
            case .incomplete: waiterInbox.put(connection)
            case .refused: counters.rejected.add(1, ordering: .relaxed)
            }
            return .passedOn
        }
    }

    private func takeQueued() -> ReadyRequest? {
        guard let ready = queue.pop() else { return nil }
        if queue.count > 0 { queueFlag.raise() }
        return ready
    }

    private func markBusy(_ ready: ReadyRequest) -> ReadyRequest {
        if let bytes = ready.bytes { queuedBytes.subtract(bytes.count, ordering: .relaxed) }
        let before = counters.busy.add(1, ordering: .relaxed).oldValue
        if before + 1 >= settings.threads { alertCrowd() }
        return ready
    }

    private func alertCrowd() {
        if !crowdAlert.exchange(true, ordering: .sequentiallyConsistent) { waiterInbox.flag.raise() }
    }
}
