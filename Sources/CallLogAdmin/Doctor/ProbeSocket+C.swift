import Glibc

/// A connection for one question and its answer.
enum ProbeSocket {
    enum Fault: Error, Equatable {
        /// Neither `unix:/absolute/path` nor `ADDRESS:PORT`.
        case addressInvalid
        /// `connect(2)` failed, by the error's number.
        case notConnected(Int32)
        /// The peer took the question and said nothing for the time we wait.
        case silent
        case broken(Int32)

        static let nothingThere = Fault.notConnected(ENOENT)
        static let nobodyListens = Fault.notConnected(ECONNREFUSED)
        static let notAllowed = Fault.notConnected(EACCES)
    }

    private static let patience = timeval(tv_sec: 5, tv_usec: 0)
    private static let limitInBytes = 65_536

    /// Sends `question` and reads until the peer closes; no step takes longer than 5 s.
    static func answer(to question: [UInt8], from address: String) throws(Fault) -> [UInt8] {
        let descriptor = try connect(address)
        defer { close(descriptor) }
        var rest = question[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw errno == EAGAIN ? .silent : .broken(errno) }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count < limitInBytes {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count == 0 { break }
            guard count > 0 else { throw errno == EAGAIN ? .silent : .broken(errno) }
            answer += buffer[..<count]
        }
        return answer
    }

    private static func connect(_ address: String) throws(Fault) -> CInt {
        if address.hasPrefix("unix:") {
            var local = sockaddr_un()
            local.sun_family = sa_family_t(AF_UNIX)
            let path = Array(address.dropFirst(5).utf8)
            guard path.first == UInt8(ascii: "/"), path.count < MemoryLayout.size(ofValue: local.sun_path) else {
                throw .addressInvalid
            }
            unsafe withUnsafeMutableBytes(of: &local.sun_path) { unsafe $0.copyBytes(from: path) }
            return try connect(AF_UNIX, &local)
        }
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
            throw .addressInvalid
        }
        let host = String(address[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            var remote = sockaddr_in6()
            remote.sin6_family = sa_family_t(AF_INET6)
            remote.sin6_port = port.bigEndian
            let number = String(host.dropFirst().dropLast())
            guard unsafe inet_pton(AF_INET6, number, &remote.sin6_addr) == 1 else { throw .addressInvalid }
            return try connect(AF_INET6, &remote)
        }
        var remote = sockaddr_in()
        remote.sin_family = sa_family_t(AF_INET)
        remote.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, host, &remote.sin_addr) == 1 else { throw .addressInvalid }
        return try connect(AF_INET, &remote)
    }

    private static func connect<Address>(_ family: CInt, _ address: inout Address) throws(Fault) -> CInt {
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .notConnected(errno) }
        var patience = patience
        let size = socklen_t(MemoryLayout<timeval>.size)
        // SO_SNDTIMEO holds for connect(2) as well (socket(7)).
        var code: Int32 = 0
        if unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size) != 0 { code = errno }
        if unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size) != 0 { code = errno }
        if code == 0 {
            let connected = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
                }
            }
            if connected != 0 { code = errno }
        }
        guard code == 0 else {
            close(descriptor)
            throw .notConnected(code)
        }
        return descriptor
    }
}
