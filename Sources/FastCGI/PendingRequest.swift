/// A request that is still arriving, as far as it has arrived.
final class PendingRequest {
    let connection: Connection
    let serial: Int
    let deadline: ContinuousClock.Instant
    private(set) var bytes: [UInt8] = []

    private let bodyLimit: Int
    private var grammar = RecordGrammar()
    private var bodyIsTooLarge = false

    init(connection: Connection, serial: Int, deadline: ContinuousClock.Instant, bodyLimit: Int) {
        self.connection = connection
        self.serial = serial
        self.deadline = deadline
        self.bodyLimit = bodyLimit
    }

    var ready: ReadyRequest {
        ReadyRequest(
            connection: connection,
            requestID: grammar.requestID,
            bytes: bytes,
            bodyIsTooLarge: bodyIsTooLarge
        )
    }

    /// Takes what has arrived.
    ///
    /// Of a body over the limit nothing is kept: the rest is only read, so that the refusal reaches a peer that still
    /// sends.
    func take(_ arrived: Span<UInt8>) -> RecordGrammar.Verdict {
        let verdict = grammar.consume(arrived)
        if case .refused = verdict { return verdict }
        if !bodyIsTooLarge {
            bytes.append(copying: arrived)
            if grammar.bodyLength > bodyLimit { forgetBody() }
        }
        return verdict
    }

    /// Keeps the request up to its parameters and ends it with an empty `STDIN` record.
    private func forgetBody() {
        bodyIsTooLarge = true
        bytes.removeSubrange(grammar.lengthThroughParameters...)
        let id = grammar.requestID
        bytes += [1, 5, UInt8(id >> 8), UInt8(truncatingIfNeeded: id), 0, 0, 0, 0]
    }
}
