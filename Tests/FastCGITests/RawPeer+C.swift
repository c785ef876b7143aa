import Glibc

/// A FastCGI peer that may send anything: one connection to a Unix socket.
final class RawPeer: Sendable {
    private let descriptor: Int32

    init(path: String) throws(PeerError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw PeerError(call: "connect", code: errno) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    deinit {
        close(descriptor)
    }

    /// Sends all of it, unless the other side closes first.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Everything until the other side closes; `nil` if it has not after 20 s.
    func receiveAll() -> [UInt8]? {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                received += chunk[..<count]
            } else if count < 0, errno == EAGAIN {
                return nil
            } else {
                return received
            }
        }
    }

    /// Whether the other side has closed, without waiting.
    var isClosed: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN)
    }
}

struct PeerError: Error {
    let call: String
    let code: Int32
}

/// Files of tests.
enum Scratch {
    /// A new directory of its own.
    static func directory() -> String {
        var template = Array("/tmp/fastcgi-tests-XXXXXX".utf8CString)
        return unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = unsafe mkdtemp(start) else { return "/tmp" }
            return unsafe String(cString: made)
        }
    }

    /// Raises the process's own limit to what the system allows.
    static func allowManyDescriptors() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 8192))
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    static func mode(of path: String) -> UInt32? {
        var information = stat()
        guard unsafe lstat(path, &information) == 0 else { return nil }
        return information.st_mode
    }

    static func remove(_ path: String) {
        _ = unsafe unlink(path)
        _ = unsafe rmdir(path)
    }

    static func write(_ text: String, to path: String) {
        let descriptor = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    /// A socket file that nobody listens on any more.
    static func leaveStaleSocket(at path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
    }

    /// Both ends of a pipe, for reading and for writing.
    static func pipe() -> (input: Int32, output: Int32) {
        var ends: [Int32] = [-1, -1]
        _ = unsafe Glibc.pipe(&ends)
        return (ends[0], ends[1])
    }

    static func close(_ descriptor: Int32) {
        Glibc.close(descriptor)
    }

    static func put(_ bytes: [UInt8], into descriptor: Int32) {
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
    }

    static func readAll(_ descriptor: Int32) -> [UInt8] {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return received }
            received += chunk[..<count]
        }
    }
}
