import HTTPCore

/// Waits on one thread for all connections whose request is not whole yet.
///
/// It reads each request into memory, checking it as it arrives, and gives it to the workers when it is whole. A
/// connection that is not whole by its deadline is closed, however its bytes drip in.
final class ConnectionWaiter {
    private let intake: Intake
    private let poller: Poller
    private var connections: [Int32: PendingRequest] = [:]
    /// Descriptors and serial numbers in the order of their deadlines; may name connections that are gone.
    private var order: [(descriptor: Int32, serial: Int)] = []
    private var orderStart = 0
    private var nextSerial = 0
    private var heldBytes = 0
    private var crowdedSince: ContinuousClock.Instant?
    private var scratch = [UInt8](repeating: 0, count: 64 << 10)

    init(intake: Intake) throws(FastCGIError) {
        self.intake = intake
        poller = try Poller()
        guard poller.add(intake.waiterInbox.flag.descriptor) else { throw .lastError(of: "epoll_ctl") }
    }

    /// Works until the server has drained.
    func run() {
        while true {
            for descriptor in poller.wait(milliseconds: timeToWait()) {
                if let pending = connections[descriptor] {
                    progress(pending)
                } else {
                    intake.waiterInbox.flag.lower()
                }
            }
            for connection in intake.waiterInbox.takeAll() { admit(connection) }
            if intake.takeWishForRoom() {
                for _ in 0..<((connections.count + 3) / 4) { dropOldest() }
            }
            closeOverdue()
            if intake.isDraining {
                acceptForWorkers()
                if hasDrained { return }
            } else {
                relieveWorkers()
            }
        }
    }

    /// Nothing can arrive any more: nobody accepts, nothing is on its way here, nothing is pending here.
    private var hasDrained: Bool {
        intake.isBacklogDrained && intake.counters.accepting.load(ordering: .sequentiallyConsistent) == 0
            && intake.waiterInbox.isEmpty && connections.isEmpty
    }

    private func timeToWait() -> Int32 {
        if intake.isDraining { return 1 }
        var wait: Int32 = intake.isCrowdAlerted ? 10 : -1
        while orderStart < order.count {
            let first = order[orderStart]
            guard let pending = connections[first.descriptor], pending.serial == first.serial else {
                orderStart += 1
                continue
            }
            let left = (pending.deadline - .now).wholeMilliseconds
            wait = wait < 0 ? left : min(wait, left)
            break
        }
        if orderStart > 1024, orderStart * 2 > order.count {
            order.removeFirst(orderStart)
            orderStart = 0
        }
        return wait
    }

    private func admit(_ connection: Connection) {
        if connections.count >= intake.settings.pendingLimit { dropOldest() }
        let pending = PendingRequest(
            connection: connection,
            serial: nextSerial,
            deadline: .now + intake.settings.gateDeadline,
            bodyLimit: intake.settings.bodyLimitInBytes
        )
        nextSerial += 1
        guard poller.add(connection.descriptor) else { return reject() }
        connections[connection.descriptor] = pending
        order.append((connection.descriptor, pending.serial))
        countPending()
    }

    private func progress(_ pending: PendingRequest) {
        // A few rounds at a time, so that one fast sender does not keep the others waiting.
        for _ in 0..<8 {
            switch pending.connection.read(into: &scratch) {
            case .nothingYet: return
            case .ended: return refuse(pending)
            case .bytes(let count):
                let before = pending.bytes.count
                let verdict = pending.take(scratch.span.extracting(0..<count))
                heldBytes += pending.bytes.count - before
                switch verdict {
                case .incomplete: break
                case .refused: return refuse(pending)
                case .whole:
                    remove(pending)
                    return intake.enqueue(pending.ready, scratch: &scratch)
                }
            }
            while heldBytes > intake.settings.pendingBytesLimit, connections.count > 1 { dropOldest() }
            guard connections[pending.connection.descriptor] === pending else { return }
        }
    }

    private func closeOverdue() {
        let now = ContinuousClock.now
        while orderStart < order.count {
            let first = order[orderStart]
            if let pending = connections[first.descriptor], pending.serial == first.serial {
                guard pending.deadline <= now else { return }
                refuse(pending)
            }
            orderStart += 1
        }
        order.removeAll(keepingCapacity: true)
        orderStart = 0
    }

    private func dropOldest() {
        while orderStart < order.count {
            let first = order[orderStart]
            orderStart += 1
            if let pending = connections[first.descriptor], pending.serial == first.serial { return refuse(pending) }
        }
    }

    private func refuse(_ pending: PendingRequest) {
        remove(pending)
        reject()
    }

    private func remove(_ pending: PendingRequest) {
        poller.remove(pending.connection.descriptor)
        connections[pending.connection.descriptor] = nil
        heldBytes -= pending.bytes.count
        countPending()
    }

    private func reject() {
        intake.counters.rejected.add(1, ordering: .relaxed)
    }

    private func countPending() {
        intake.counters.pending.store(connections.count, ordering: .relaxed)
    }

    /// With every worker busy for a moment, accepts in their place: a full queue is answered at once, not in the end.
    private func relieveWorkers() {
        guard intake.isCrowdAlerted else {
            crowdedSince = nil
            return
        }
        guard intake.allWorkersBusy else {
            crowdedSince = nil
            return intake.clearCrowdAlert()
        }
        guard let since = crowdedSince else {
            crowdedSince = .now
            return
        }
        guard ContinuousClock.now - since >= .milliseconds(10) else { return }
        acceptForWorkers()
    }

    private func acceptForWorkers() {
        for _ in 0..<1024 {
            // In a drain nobody is turned away while the workers can still come for them.
            if intake.isDraining, intake.isBacklogDrained || intake.queueLength >= intake.settings.queueLimit { return }
            switch intake.acceptOne(peekBuffer: &scratch) {
            case .ready(let ready): intake.enqueue(ready, scratch: &scratch)
            case .passedOn: continue
            case .nobody: return intake.isDraining ? intake.endBacklog() : ()
            case .exhausted, .failed: return
            }
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, at least 0; at most a day.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let milliseconds = min(seconds, 86_400) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: milliseconds)
    }
}
