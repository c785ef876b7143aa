import HTTPCore

/// One worker's requests from connections: intake, libfcgi, watchdog.
struct ConnectionExchange: FastCGIExchange, ~Copyable {
    private let pool: WorkerPool
    private let intake: Intake
    private let watchdog: Watchdog
    private let slot: Int
    private let poller: Poller
    private var seat: FastCGISeat
    private var current: Connection?
    /// Large enough for all that a Unix socket holds by default of a request that was sent in one piece.
    private var peekBuffer = [UInt8](repeating: 0, count: 160 << 10)

    init(pool: WorkerPool, intake: Intake, watchdog: Watchdog, slot: Int) throws(FastCGIError) {
        let poller = try intake.makePoller()
        seat = try FastCGISeat(bodyLimit: intake.settings.bodyLimitInBytes)
        self.poller = poller
        self.pool = pool
        self.intake = intake
        self.watchdog = watchdog
        self.slot = slot
    }

    mutating func next() async throws(FastCGIError) -> ReceivedRequest? {
        // Work that others have begun comes before new work.
        if pool.hasWaiting { await Task.yield() }
        var (wasWoken, hasYielded) = (false, false)
        while true {
            switch try intake.look(wasWoken: wasWoken, peekBuffer: &peekBuffer) {
            case .ready(let ready):
                if let received = receive(ready) { return received }
                wasWoken = false
            case .nobody:
                // Once: what waits may be others who found nobody.
                if pool.hasWaiting, !hasYielded {
                    await Task.yield()
                    (wasWoken, hasYielded) = (false, true)
                    continue
                }
                pool.whileBlocked { intake.pause(polling: poller) }
                (wasWoken, hasYielded) = (true, false)
            case .backlogDrained:
                guard let ready = pool.whileBlocked({ intake.takeLast() }) else { return nil }
                if let received = receive(ready) { return received }
            }
        }
    }

    mutating func reply(_ bytes: [UInt8]) -> Bool {
        guard let connection = current else { return false }
        current = nil
        defer { intake.finish() }
        // The first few kilobytes always fit the socket's own buffer, so nothing can block.
        if bytes.count <= 8 << 10 { return seat.reply(bytes, to: connection) }
        return pool.whileBlocked { watched(bytes, to: connection) }
    }

    private func watched(_ bytes: [UInt8], to connection: Connection) -> Bool {
        watchdog.arm(connection, slot: slot)
        defer { watchdog.disarm(slot: slot) }
        return seat.reply(bytes, to: connection)
    }

    private mutating func receive(_ ready: ReadyRequest) -> ReceivedRequest? {
        guard var received = read(ready) else {
            intake.finish()
            return nil
        }
        if ready.bodyIsTooLarge { received.body = .tooLarge }
        current = ready.connection
        return received
    }

    private mutating func read(_ ready: ReadyRequest) -> ReceivedRequest? {
        guard let bytes = ready.bytes else { return seat.read(from: ready.connection) }
        guard let file = MemoryFile.make(bytes) else {
            intake.notices.notice("cannot hold a large request: out of descriptors or memory")
            intake.refuseOverload(ready, scratch: &peekBuffer)
            return nil
        }
        return seat.read(from: file)
    }
}
