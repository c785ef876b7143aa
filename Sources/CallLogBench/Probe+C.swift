import Glibc

/// Small things done without another program, because starting one takes longer than what is measured.
enum Probe {
    /// Whether `GET /isAlive` on the loopback port is answered with 200.
    static func isAlive(port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let request = Array("GET /isAlive HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard isConnected, unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) > 0 else {
            return false
        }
        var reply = [UInt8](repeating: 0, count: 256)
        let count = unsafe recv(descriptor, &reply, reply.count, 0)
        return String(decoding: reply.prefix(max(0, count)), as: UTF8.self).contains(" 200 ")
    }

    /// Allocations of this process so far; `nil` unless it was started with the counting library.
    static var allocationCount: (() -> Int)? {
        typealias Count = @convention(c) () -> CLong
        guard let symbol = unsafe dlsym(nil, "calllog_allocation_count") else { return nil }
        let count = unsafe unsafeBitCast(symbol, to: Count.self)
        return { count() }
    }
}
