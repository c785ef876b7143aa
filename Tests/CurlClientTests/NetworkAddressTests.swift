import Testing

@testable import CurlClient

@Suite struct NetworkAddressTests {
    /// Sixteen bytes from the given groups of a full IPv6 address.
    private func sixteen(_ groups: [UInt16]) -> NetworkAddress {
        NetworkAddress(bytes: groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    @Test(
        arguments: [
            [0, 0, 0, 0], [10, 1, 2, 3], [100, 64, 0, 1], [100, 127, 255, 255], [127, 0, 0, 1], [127, 9, 9, 9],
            [169, 254, 169, 254], [172, 16, 0, 1], [172, 31, 255, 255], [192, 168, 1, 1], [192, 0, 0, 8],
            [192, 0, 2, 1],
            [198, 18, 0, 1], [198, 51, 100, 1], [203, 0, 113, 1], [224, 0, 0, 1], [240, 0, 0, 1], [255, 255, 255, 255],
        ] as [[UInt8]]
    )
    func `an address of no other network is not public`(_ bytes: [UInt8]) {
        #expect(!NetworkAddress(bytes: bytes).isPublic)
        let (high, low) = (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
        #expect(!sixteen([0, 0, 0, 0, 0, 0xFFFF, high, low]).isPublic, "IPv4-mapped")
        #expect(!sixteen([0x64, 0xFF9B, 0, 0, 0, 0, high, low]).isPublic, "NAT64")
        #expect(!sixteen([0x2002, high, low, 0, 0, 0, 0, 1]).isPublic, "6to4")
    }

    @Test(
        arguments: [
            [1, 1, 1, 1], [8, 8, 8, 8], [100, 63, 0, 1], [100, 128, 0, 1], [172, 15, 0, 1], [172, 32, 0, 1],
            [169, 253, 0, 1], [192, 167, 0, 1], [198, 17, 0, 1], [223, 255, 255, 255],
        ] as [[UInt8]]
    )
    func `a neighbour of a special range is public`(_ bytes: [UInt8]) {
        #expect(NetworkAddress(bytes: bytes).isPublic)
        #expect(!NetworkAddress(bytes: bytes).isLoopback)
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 0, 0, 0, 0], false), ([0, 0, 0, 0, 0, 0, 0, 1], false),
            ([0xFE80, 0, 0, 0, 0, 0, 0, 1], false),
            ([0xFC00, 0, 0, 0, 0, 0, 0, 1], false), ([0xFD12, 0, 0, 0, 0, 0, 0, 1], false),
            ([0xFF02, 0, 0, 0, 0, 0, 0, 1], false), ([0x0100, 0, 0, 0, 0, 0, 0, 1], false),
            ([0x2606, 0x4700, 0, 0, 0, 0, 0, 0x1111], true), ([0x2A00, 0, 0, 0, 0, 0, 0, 1], true),
        ] as [([UInt16], Bool)]
    )
    func `of IPv6 only global unicast is public`(_ groups: [UInt16], isPublic: Bool) {
        #expect(sixteen(groups).isPublic == isPublic)
    }

    @Test func `socket addresses are read and other families are not`() {
        let four: [UInt8] = [2, 0, 1, 187, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(NetworkAddress(socketAddress: four) == NetworkAddress(bytes: [10, 0, 0, 1]))
        let six: [UInt8] = [10, 0, 1, 187, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 15) + [1, 0, 0, 0, 0]
        #expect(NetworkAddress(socketAddress: six)?.isLoopback == true)
        #expect(NetworkAddress(socketAddress: [1] + [UInt8](repeating: 0, count: 30)) == nil)
        #expect(NetworkAddress(socketAddress: [10, 0, 1, 187]) == nil)
        #expect(NetworkAddress(socketAddress: Array(six.prefix(20))) == nil)
    }
}
