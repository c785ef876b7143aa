/// Tells the time and waits: real in production, a clock that tests turn by hand elsewhere.
public protocol TimeSource: Sendable {
    func now() -> Timestamp
    func sleep(for duration: Duration) async
}

/// Gives random bytes fit for keys and identifiers.
public protocol RandomSource: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    /// `count` random bytes as lower-case hexadecimal text.
    public func hexText(_ count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
