import Glibc

/// The operating system's random numbers (`arc4random_buf(3)`, which never fails).
public struct SystemRandom: RandomSource {
    /// The source has no state: any two are the same.
    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { unsafe arc4random_buf(start, buffer.count) }
        }
        return bytes
    }
}
