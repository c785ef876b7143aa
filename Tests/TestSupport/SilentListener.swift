/// A port of 127.0.0.1 where nobody ever answers.
///
/// By default the kernel completes connections and nothing is read or written. With `refusingHandshakes` its queue is
/// full from the start, so that connecting itself hangs.
public final class SilentListener: Sendable {
    public let port: UInt16
    private let listener: LoopbackSocket
    private let fillers: [LoopbackSocket]

    public init(refusingHandshakes: Bool = false) throws(LoopbackError) {
        listener = try LoopbackSocket.listening(on: 0, backlog: refusingHandshakes ? 0 : 512)
        port = listener.port
        var fillers: [LoopbackSocket] = []
        // Linux queues backlog + 1 connections; the rest of the fillers make sure of it.
        for _ in 0..<(refusingHandshakes ? 4 : 0) { try fillers.append(LoopbackSocket.connecting(to: port)) }
        self.fillers = fillers
    }

    deinit {
        for filler in fillers { filler.close() }
        listener.close()
    }
}
