import Glibc

/// A TCP socket that never blocks; closed with its last reference.
final class Socket: Sendable {
    /// What came of one attempt to read or write.
    enum Attempt<Value> {
        case done(Value)
        /// Nothing can be read or written at the moment.
        case wouldBlock
        /// The other side is gone.
        case ended
    }

    let descriptor: CInt

    private init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        _ = Glibc.close(descriptor)
    }

    /// Listens on 127.0.0.1; port 0 lets the kernel choose.
    static func listening(on port: UInt16) throws(SocketError) -> Socket {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        let socket = Socket(descriptor)
        try socket.makeNonBlocking()
        try socket.turnOn(SO_REUSEADDR, at: SOL_SOCKET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SocketError("bind") }
        guard listen(descriptor, 256) == 0 else { throw SocketError("listen") }
        return socket
    }

    /// The port the kernel gave.
    func port() throws(SocketError) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else { throw SocketError("getsockname") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next connection. `ended` if the process has no descriptors left.
    func accept() -> Attempt<Socket> {
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { return attempt(failedWith: errno) }
        let socket = Socket(connection)
        do throws(SocketError) {
            try socket.makeNonBlocking()
            try socket.turnOn(TCP_NODELAY, at: CInt(IPPROTO_TCP))
        } catch {
            return .ended
        }
        return .done(socket)
    }

    /// At most 16 kB of what has arrived.
    func read() -> Attempt<[UInt8]> {
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, initialized in
            count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            initialized = max(0, count)
        }
        if count > 0 { return .done(bytes) }
        return count == 0 ? .ended : attempt(failedWith: errno)
    }

    /// Writes the start of `bytes`; how many bytes that was.
    func write(_ bytes: ArraySlice<UInt8>) -> Attempt<Int> {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
        }
        return count >= 0 ? .done(count) : attempt(failedWith: errno)
    }

    /// Tells the other side that nothing more comes.
    func finishWriting() {
        // It fails only for a connection that is gone.
        _ = shutdown(descriptor, CInt(SHUT_WR))
    }

    private func attempt<Value>(failedWith code: CInt) -> Attempt<Value> {
        code == EAGAIN || code == EINTR || code == ECONNABORTED ? .wouldBlock : .ended
    }

    private func turnOn(_ option: CInt, at level: CInt) throws(SocketError) {
        var on: CInt = 1
        guard unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size)) == 0 else {
            throw SocketError("setsockopt")
        }
    }

    private func makeNonBlocking() throws(SocketError) {
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw SocketError("fcntl")
        }
    }
}

/// A system call that failed.
public struct SocketError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ call: String) {
        description = "\(call): \(unsafe String(cString: strerror(errno)))"
    }
}
