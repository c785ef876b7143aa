import Glibc
import Synchronization

/// The socket that the front server connects to.
///
/// It is never shut down, only closed: sibling processes share it.
public final class ListenSocket: Sendable {
    /// What one attempt to accept brought.
    enum Accepted {
        case connection(Connection)
        case nobody
        /// Out of descriptors or memory: the listener is fine, try again soon.
        case exhausted(String)
        case failed(FastCGIError)
    }

    /// For handing the listener on to a child process.
    public let fileDescriptor: Int32
    private let file: Mutex<SocketFile?>
    private let isOpen = Atomic(true)

    /// How many connections may wait in the kernel. A full backlog would be instant 502s on a Unix socket.
    private static let backlog: CInt = 512

    private init(fileDescriptor: Int32, file: SocketFile? = nil) {
        self.fileDescriptor = fileDescriptor
        self.file = Mutex(file)
    }

    deinit {
        close()
    }

    /// The listening socket that spawn-fcgi, systemd or a supervisor left at descriptor 0.
    ///
    /// - Throws: ``FastCGIError/notListening`` if there is anything else.
    public static func inherited() throws(FastCGIError) -> ListenSocket {
        guard isListening(0) else { throw .notListening }
        try prepare(0)
        return ListenSocket(fileDescriptor: 0)
    }

    /// Opens `unix:/absolute/path` (mode 0660) or `ADDRESS:PORT` (`127.0.0.1:9000`, `[::1]:9000`; numbers only).
    ///
    /// A socket file that nobody answers at is replaced. The file is removed again on ``close()``.
    public static func open(_ address: String) throws(FastCGIError) -> ListenSocket {
        if address.hasPrefix("unix:") { return try open(path: String(address.dropFirst(5))) }
        guard let colon = address.lastIndex(of: ":") else { throw .addressInvalid }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, let port = UInt16(address[address.index(after: colon)...]), port > 0 else {
            throw .addressInvalid
        }
        return try open(host: String(host), port: String(port))
    }

    /// Closes our descriptor of the socket, and removes the file if we made it; again does nothing.
    ///
    /// Descriptor 0 stays open, so that nothing else can take its number.
    public func close() {
        guard isOpen.exchange(false, ordering: .relaxed) else { return }
        // The file first: once nobody listens, another process may put its own socket there.
        file.withLock { file in
            file?.remove()
            file = nil
        }
        if fileDescriptor > 0 { Glibc.close(fileDescriptor) }
    }

    /// Leaves the socket file in place on ``close()``, for another process that goes on listening.
    public func keepFile() {
        file.withLock { $0 = nil }
    }

    /// Takes the next waiting connection, without waiting.
    func accept() -> Accepted {
        var attempts = 0
        while true {
            let descriptor = LinuxCalls.accept(fileDescriptor)
            if descriptor >= 0 { return .connection(Connection(descriptor: descriptor)) }
            attempts += 1
            switch errno {
            case EAGAIN: return .nobody
            case EBADF, ENOTSOCK, EINVAL, EOPNOTSUPP: return .failed(.lastError(of: "accept"))
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(FastCGIError.text(of: errno))
            default:
                // One connection's trouble, or a signal (accept(2)); not for ever, should it be something else.
                if attempts == 16 { return .exhausted(FastCGIError.text(of: errno)) }
            }
        }
    }

    static func isListening(_ descriptor: Int32) -> Bool {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0
    }

    private static func prepare(_ descriptor: Int32) throws(FastCGIError) {
        // Blocking, a worker that lost the race for a connection could not be woken to drain.
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { throw .lastError(of: "fcntl") }
        var one: CInt = 1
        // A reply longer than one libfcgi buffer must not wait for an acknowledgement. A Unix socket refuses; no matter.
        _ = unsafe setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    }

    private static func open(path: String) throws(FastCGIError) -> ListenSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.hasPrefix("/"), bytes.count < capacity, !bytes.contains(0) else { throw .addressInvalid }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }

        try removeStaleSocket(at: path, address)
        let descriptor = LinuxCalls.streamSocket(family: AF_UNIX)
        guard descriptor >= 0 else { throw .lastError(of: "socket") }
        do throws(FastCGIError) {
            // Before bind, so that the file never has a wider mode; after it, because the umask may have narrowed it.
            guard fchmod(descriptor, 0o660) == 0 else { throw .lastError(of: "fchmod") }
            let bound = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard bound == 0 else { throw errno == EADDRINUSE ? .addressInUse : .lastError(of: "bind") }
            guard unsafe chmod(path, 0o660) == 0 else { throw .lastError(of: "chmod") }
            guard listen(descriptor, backlog) == 0 else { throw .lastError(of: "listen") }
            try prepare(descriptor)
            return ListenSocket(fileDescriptor: descriptor, file: SocketFile(at: path))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func removeStaleSocket(at path: String, _ address: sockaddr_un) throws(FastCGIError) {
        var information = stat()
        guard unsafe lstat(path, &information) == 0 else {
            guard errno == ENOENT else { throw .lastError(of: "stat") }
            return
        }
        guard information.st_mode & S_IFMT == S_IFSOCK else { throw .pathOccupied }
        let probe = LinuxCalls.streamSocket(family: AF_UNIX, waits: false)
        guard probe >= 0 else { throw .lastError(of: "socket") }
        defer { Glibc.close(probe) }
        let connected = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // A full backlog (EAGAIN) or a refused permission is a live owner as well.
        guard connected != 0, errno == ECONNREFUSED else { throw .addressInUse }
        guard unsafe unlink(path) == 0 else { throw .lastError(of: "unlink") }
    }

    private static func open(host: String, port: String) throws(FastCGIError) -> ListenSocket {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &found) == 0, let found = unsafe found else {
            throw .addressInvalid
        }
        defer { unsafe freeaddrinfo(found) }

        let descriptor = unsafe LinuxCalls.streamSocket(family: found.pointee.ai_family)
        guard descriptor >= 0 else { throw .lastError(of: "socket") }
        do throws(FastCGIError) {
            var one: CInt = 1
            let size = socklen_t(MemoryLayout<CInt>.size)
            guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size) == 0 else {
                throw .lastError(of: "setsockopt")
            }
            guard unsafe bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
                throw errno == EADDRINUSE ? .addressInUse : .lastError(of: "bind")
            }
            guard listen(descriptor, backlog) == 0 else { throw .lastError(of: "listen") }
            try prepare(descriptor)
            return ListenSocket(fileDescriptor: descriptor)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }
}
