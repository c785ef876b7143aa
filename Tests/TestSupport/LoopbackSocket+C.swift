import Glibc

/// Why a loopback server could not start.
public struct LoopbackError: Error, Sendable, CustomStringConvertible {
    public let description: String
}

/// A TCP socket on 127.0.0.1, closed by its owner.
struct LoopbackSocket: Sendable {
    private let descriptor: CInt

    /// Listens on `port`; 0 lets the kernel choose one.
    static func listening(on port: UInt16, backlog: Int) throws(LoopbackError) -> LoopbackSocket {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LoopbackError(description: "socket: errno \(errno)") }
        let new = LoopbackSocket(descriptor: descriptor)
        new.set(SO_REUSEADDR, in: SOL_SOCKET)
        var address = loopbackAddress(port)
        let bound = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, CInt(backlog)) == 0 else {
            let code = errno
            new.close()
            throw LoopbackError(description: "listen on 127.0.0.1:\(port): errno \(code)")
        }
        return new
    }

    /// Starts connecting to `port` and does not wait for the outcome.
    static func connecting(to port: UInt16) throws(LoopbackError) -> LoopbackSocket {
        let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw LoopbackError(description: "socket: errno \(errno)") }
        var address = loopbackAddress(port)
        let code = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 || errno == EINPROGRESS else {
            let code = errno
            _ = Glibc.close(descriptor)
            throw LoopbackError(description: "connect to 127.0.0.1:\(port): errno \(code)")
        }
        return LoopbackSocket(descriptor: descriptor)
    }

    /// The port this socket is bound to; 0 if the kernel does not say.
    var port: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getsockname(descriptor, address, &length)
            }
        }
        return code == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    /// Blocks for the next connection; `nil` once the listener is shut down.
    func accept() -> LoopbackSocket? {
        while true {
            let connection = Glibc.accept(descriptor, nil, nil)
            if connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                let new = LoopbackSocket(descriptor: connection)
                new.set(TCP_NODELAY, in: CInt(IPPROTO_TCP))
                return new
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE: _ = usleep(1_000)
            default: return nil
            }
        }
    }

    /// Appends what has arrived; `false` at the end of the stream or when it broke.
    func read(into bytes: inout [UInt8]) -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
            while true {
                let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if count > 0 {
                    unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
                    return true
                }
                if count < 0, errno == EINTR { continue }
                return false
            }
        }
    }

    /// Sends all of `bytes`; `false` when the connection broke.
    func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let count = unsafe send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// Waits; `false` as soon as the connection is gone or shut down.
    func pause(for duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        while true {
            let left = end - .now
            guard left > .zero else { return true }
            var entry = pollfd(fd: descriptor, events: 0, revents: 0)
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
            let count = unsafe poll(&entry, 1, CInt(min(milliseconds + 1, 60_000)))
            if count > 0 { return false }
        }
    }

    /// Ends both directions, which wakes every thread that waits on this socket.
    func shutdown() {
        _ = Glibc.shutdown(descriptor, CInt(SHUT_RDWR))
    }

    func close() {
        _ = Glibc.close(descriptor)
    }

    /// Makes the coming close a reset for the peer instead of an orderly end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func set(_ option: CInt, in level: CInt) {
        var on: CInt = 1
        _ = unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    private static func loopbackAddress(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return address
    }
}
