import Glibc
import Synchronization

/// One accepted connection; closed when the last user lets it go.
@safe final class Connection: Sendable {
    /// What one attempt to read brought.
    enum Received: Equatable {
        case bytes(Int)
        case nothingYet
        /// The peer closed, or the connection broke.
        case ended
    }

    let descriptor: Int32
    private let isOurs = Atomic(true)

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if isOurs.load(ordering: .relaxed) { close(descriptor) }
    }

    /// Leaves the descriptor to libfcgi, which closes what it cannot read a request from.
    func relinquish() {
        isOurs.store(false, ordering: .relaxed)
    }

    /// Copies what has arrived to the start of `buffer` and leaves it unread.
    func peek(into buffer: inout [UInt8]) -> Received {
        receive(into: &buffer, flags: CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
    }

    /// Reads what has arrived to the start of `buffer`.
    func read(into buffer: inout [UInt8]) -> Received {
        receive(into: &buffer, flags: CInt(MSG_DONTWAIT))
    }

    /// Waits until something arrives; `false` after the time.
    func waitForInput(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    /// Sends a short reply without ever waiting; what does not fit is lost.
    ///
    /// What the peer sent is read first: closing a Unix socket with unread bytes resets the reply.
    func sendAndForget(_ bytes: [UInt8], scratch: inout [UInt8]) {
        var rounds = 0
        while rounds < 64, case .bytes = read(into: &scratch) { rounds += 1 }
        let flags = CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)
        _ = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) }
    }

    /// Breaks the connection under whoever is reading or writing it.
    func shutDown() {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    private func receive(into buffer: inout [UInt8], flags: CInt) -> Received {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, flags)
            }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothingYet
            default: return .ended
            }
        }
    }
}
