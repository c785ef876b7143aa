/// An IP address as name resolution found it, judged by where it leads.
struct NetworkAddress: Hashable, Sendable {
    /// Four bytes or sixteen, in network order.
    private let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads Linux's `sockaddr_in` and `sockaddr_in6`; `nil` for any other family.
    init?(socketAddress: [UInt8]) {
        guard socketAddress.count >= 16 else { return nil }
        switch (Int(socketAddress[0]) | Int(socketAddress[1]) << 8, socketAddress.count) {
        case (2, 16...): bytes = Array(socketAddress[4..<8])
        case (10, 24...): bytes = Array(socketAddress[8..<24])
        default: return nil
        }
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    }

    /// Whether the address can belong to a server of another network (IANA special-purpose registries, RFC 6890).
    ///
    /// Loopback, private, carrier-grade, link-local, multicast and reserved ranges cannot, nor an IPv6 address that
    /// stands for such an IPv4 one.
    var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic(bytes[0], bytes[1], bytes[2]) }
        if let embedded = embeddedIPv4 { return Self.isPublic(embedded[0], embedded[1], embedded[2]) }
        // Global unicast is 2000::/3 alone (RFC 4291 section 2.4).
        return bytes[0] & 0xE0 == 0x20
    }

    /// The address inside an IPv4-mapped (RFC 4291), NAT64 (RFC 6052) or 6to4 (RFC 3056) one.
    private var embeddedIPv4: [UInt8]? {
        let prefix = Array(bytes.prefix(12))
        if prefix == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] { return Array(bytes.suffix(4)) }
        if prefix == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return Array(bytes.suffix(4)) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6]) }
        return nil
    }

    private static func isPublic(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second, third) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (198, 18...19, _): false
        case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113): false
        default: true
        }
    }
}
