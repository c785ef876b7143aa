import Glibc

/// The socket pair between a supervisor and one worker.
///
/// The worker says that it is ready or wants to be replaced, the supervisor tells its number of restarts, and each
/// learns from the end of the stream that the other one is gone.
struct Lifeline {
    /// The worker's end in the worker.
    static let workerDescriptor: Int32 = 3

    /// What a worker says, as one byte.
    enum Message: UInt8 {
        case ready = 0x52
        case replaceForRequests = 0x51
    }

    /// What one read brought.
    enum Reading<Content> {
        case content(Content)
        case nothing
        case ended
    }

    let descriptor: Int32

    /// Both ends, closed in programs that are started with neither; `nil` when the system has no more descriptors.
    static func pair() -> (supervisor: Lifeline, worker: Lifeline)? {
        var ends: [Int32] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { return nil }
        return (Lifeline(descriptor: ends[0]), Lifeline(descriptor: ends[1]))
    }

    /// The end that a supervisor left us; `nil` if descriptor 3 is something else.
    static func inherited() -> Lifeline? {
        var type: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe getsockopt(workerDescriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0,
            fcntl(workerDescriptor, F_SETFD, FD_CLOEXEC) == 0
        else { return nil }
        return Lifeline(descriptor: workerDescriptor)
    }

    func close() {
        Glibc.close(descriptor)
    }

    /// Tells the supervisor; one that is gone does not hear it, and ``restarts()`` ends anyway.
    func say(_ message: Message) {
        var byte = message.rawValue
        _ = unsafe send(descriptor, &byte, 1, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    /// Tells a worker how many restarts there were; one that does not listen hears the next number.
    func tell(restarts: Int) {
        var number = Int64(restarts)
        _ = unsafe send(descriptor, &number, 8, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    /// The next word of the worker, without waiting; an unknown one counts as nothing.
    func message() -> Reading<Message> {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, CInt(MSG_DONTWAIT))
        if count == 1 { return Message(rawValue: byte).map { .content($0) } ?? .nothing }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .ended
    }

    /// Waits for the next number of restarts; `nil` when the supervisor is gone.
    func restarts() -> Int? {
        var number: Int64 = 0
        while true {
            let count = unsafe recv(descriptor, &number, 8, CInt(MSG_WAITALL))
            if count == 8 { return Int(number) }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }
}
