import HTTPCore

/// One worker's requests from connections: intake, libfcgi, watchdog.
struct ConnectionExchange: FastCGIExchange, ~Copyable {
    private let intake: Intake
    private let watchdog: Watchdog
    private let slot: Int
    private let poller: Poller
    private var seat: FastCGISeat
    private var current: Connection?
    /// Large enough for all that a Unix socket holds by default of a request that was sent in one piece.
    private var peekBuffer = [UInt8](repeating: 0, count: 160 << 10)

    init(intake: Intake, watchdog: Watchdog, slot: Int) throws(FastCGIError) {
        let poller = try intake.makePoller()
        seat = try FastCGISeat(bodyLimit: intake.settings.bodyLimitInBytes)
        self.poller = poller
        self.intake = intake
        self.watchdog = watchdog
        self.slot = slot
    }

    mutating func next() throws(FastCGIError) -> ReceivedRequest? {
        while let ready = try intake.next(polling: poller, peekBuffer: &peekBuffer) {
            if var received = read(ready) {
                if ready.bodyIsTooLarge { received.body = .tooLarge }
                current = ready.connection
                return received
            }
            intake.finish()
        }
        return nil
    }

    mutating func reply(_ bytes: [UInt8]) -> Bool {
        guard let connection = current else { return false }
        current = nil
        defer { intake.finish() }
        // The first few kilobytes always fit the socket's own buffer, so nothing can block.
        if bytes.count <= 8 << 10 { return seat.reply(bytes, to: connection) }
        return watched(bytes, to: connection)
    }

    private func watched(_ bytes: [UInt8], to connection: Connection) -> Bool {
        watchdog.arm(connection, slot: slot)
        defer { watchdog.disarm(slot: slot) }
        return seat.reply(bytes, to: connection)
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
