/// Tells the time and waits: real in production, a clock that tests turn by hand elsewhere.
public protocol TimeSource: Sendable {
    /// The present moment; may go backwards when a machine's clock is set.
    func now() -> Timestamp
    /// Suspends for so long, blocking no thread; returns early when the task is cancelled.
    func sleep(for duration: Duration) async
}

/// Gives random bytes fit for keys and identifiers.
public protocol RandomSource: Sendable {
    /// So many bytes that nobody can guess.
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    /// `count` random bytes as lower-case hexadecimal text.
    public func hexText(_ count: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in bytes(count) {
            for digit in [byte >> 4, byte & 15] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
