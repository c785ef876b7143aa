import HTTPCore
import Synchronization

/// Carries every transfer of a client on one thread.
///
/// `submit` and `stop` may be called from any thread; the rest belongs to the thread in `run`.
final class CurlLoop: Sendable {
    /// Easy handles kept for reuse; more than the workers of one process.
    private static let idleLimit = 64

    private struct Mailbox {
        var arrivals: [Transfer] = []
        var isStopping = false
        var isClosed = false
    }

    /// Belongs to the thread in `run`.
    private struct Work {
        var idle: [CurlEasy] = []
        var active: [ObjectIdentifier: (easy: CurlEasy, transfer: Transfer)] = [:]
        /// When the first deadline may be over; early when that transfer has ended since.
        var nextCheck: ContinuousClock.Instant?

        mutating func check(at time: ContinuousClock.Instant) {
            nextCheck = min(time, nextCheck ?? time)
        }
    }

    private let settings: TransferSettings
    private let multi: CurlMulti
    private let grace: Duration
    private let mailbox = Mutex(Mailbox())

    /// - Parameter grace: How long after a deadline libcurl may still report the end itself, which it does better.
    init(settings: TransferSettings, grace: Duration = .milliseconds(50)) throws(CurlClientError) {
        do throws(CurlFailure) {
            multi = try CurlMulti(trying: settings)
        } catch {
            throw CurlClientError(.libraryUnusable, detail: error.detail)
        }
        self.settings = settings
        self.grace = grace
    }

    /// Queues a transfer; its continuation is resumed exactly once, whatever happens.
    func submit(_ transfer: Transfer) {
        let isAccepted = mailbox.withLock { mailbox in
            guard !mailbox.isStopping else { return false }
            mailbox.arrivals.append(transfer)
            // The loop takes all at once, so only the first has to wake it.
            if mailbox.arrivals.count == 1 { multi.wake() }
            return true
        }
        if !isAccepted { transfer.fail(Self.shutDown) }
    }

    /// Makes `run` return soon.
    func stop() {
        mailbox.withLock { mailbox in
            mailbox.isStopping = true
            // Once closed the handle is gone, so waking stays under the lock.
            if !mailbox.isClosed { multi.wake() }
        }
    }

    /// The thread's work, until `stop`.
    func run() {
        var work = Work()
        while let arrivals = nextArrivals() {
            for transfer in arrivals { start(transfer, &work) }
            do throws(CurlFailure) {
                try multi.perform()
                finishCompleted(&work)
                endOverdue(&work)
                try multi.wait(atMost: work.nextCheck.map { $0 - .now } ?? .seconds(60))
            } catch {
                // Only for want of memory or by a defect: give every request its answer rather than spin.
                abandonActive(&work, detail: error.detail)
            }
        }
        close(&work)
    }

    /// Frees a loop whose thread never started.
    func discard() {
        var work = Work()
        close(&work)
    }

    private func nextArrivals() -> [Transfer]? {
        mailbox.withLock { mailbox in
            if mailbox.isStopping { return nil }
            defer { mailbox.arrivals = [] }
            return mailbox.arrivals
        }
    }

    private func start(_ transfer: Transfer, _ work: inout Work) {
        let left = transfer.deadline - .now
        guard left > .zero else {
            return transfer.fail(HTTPClientError(.timedOutBeforeSending, detail: "in the queue"))
        }
        do throws(CurlFailure) {
            let easy = if let idle = work.idle.popLast() { idle } else { try CurlEasy() }
            try easy.apply(settings)
            try easy.apply(transfer.request, timeLeft: left, settings)
            try multi.add(easy)
            work.active[ObjectIdentifier(easy)] = (easy, transfer)
            work.check(at: transfer.deadline + grace)
        } catch {
            transfer.fail(HTTPClientError(.connectionFailed, detail: error.detail))
        }
    }

    private func finishCompleted(_ work: inout Work) {
        while let (easy, result) = multi.nextCompleted() {
            let transfer = work.active.removeValue(forKey: ObjectIdentifier(easy))?.transfer
            if work.idle.count < Self.idleLimit { work.idle.append(easy) }
            transfer?.finish(result)
        }
    }

    /// Ends what libcurl has kept past its deadline: the promise to the caller does not rest on its timers, which some
    /// versions lose for transfers that wait for a connection.
    private func endOverdue(_ work: inout Work) {
        let now = ContinuousClock.now
        guard let nextCheck = work.nextCheck, nextCheck <= now else { return }
        work.nextCheck = nil
        for (easy, transfer) in work.active.values {
            guard transfer.deadline + grace <= now else {
                work.check(at: transfer.deadline + grace)
                continue
            }
            let error = TransferFault.time.error(requestLeft: easy.requestLeft, detail: "deadline of the loop")
            work.active[ObjectIdentifier(easy)] = nil
            multi.remove(easy)
            transfer.fail(error)
        }
    }

    private func abandonActive(_ work: inout Work, detail: String) {
        for (easy, transfer) in work.active.values {
            let error = TransferFault.transport.error(requestLeft: easy.requestLeft, detail: detail)
            multi.remove(easy)
            transfer.fail(error)
        }
        work.active = [:]
    }

    private func close(_ work: inout Work) {
        let arrivals = mailbox.withLock { mailbox in
            mailbox.isStopping = true
            mailbox.isClosed = true
            defer { mailbox.arrivals = [] }
            return mailbox.arrivals
        }
        for transfer in arrivals { transfer.fail(Self.shutDown) }
        abandonActive(&work, detail: Self.shutDown.detail)
        work.idle = []
        multi.close()
    }

    private static let shutDown = HTTPClientError(.connectionFailed, detail: "the client is shut down")
}
