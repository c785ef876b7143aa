import Glibc

extension Span<UInt8> {
    /// The first place of a byte (`memchr`: a query is looked through ten times, and a loop took 1 µs of a lookup).
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        let part = extracting(range)
        return unsafe part.withUnsafeBufferPointer { part in
            guard let start = part.baseAddress,
                let found = unsafe memchr(start, CInt(byte), part.count)
            else { return nil }
            return unsafe range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
    }

    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { own in
            unsafe other.withUnsafeBufferPointer { other in
                guard let own = own.baseAddress, let start = other.baseAddress else { return true }
                return unsafe memcmp(own, start, other.count) == 0
            }
        }
    }

    /// The bytes as a text; those that are not UTF-8 become U+FFFD.
    var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
