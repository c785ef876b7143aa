import FastCGI
import Glibc
import Synchronization

/// Signals on their way from the thread that receives them to a loop that waits for descriptors.
final class Mailbox: Sendable {
    private let signals = Mutex<[Signal]>([])
    private let reading: Int32
    private let writing: Int32

    /// - Returns: `nil` when the system has no more descriptors.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func put(_ signal: Signal) {
        signals.withLock { $0.append(signal) }
        var byte: UInt8 = 0
        // It fails only when the pipe is full, and then the loop is woken already.
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits for a signal, for one of `lifelines` to say something, or until `limit` is over.
    ///
    /// - Returns: The signals since the last call, and the lifelines with something to read.
    func wait(lifelines: [Lifeline], limit: Duration?) -> (signals: [Signal], lifelines: [Lifeline]) {
        var watched = ([reading] + lifelines.map(\.descriptor)).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let milliseconds = limit.map { limit in
            // Rounded up: waking too early would only mean to wait again.
            let (seconds, attoseconds) = max(.zero, limit).components
            return CInt(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        }
        let count = unsafe poll(&watched, nfds_t(watched.count), milliseconds ?? -1)
        if watched[0].revents != 0 {
            var buffer = [UInt8](repeating: 0, count: 256)
            while unsafe read(reading, &buffer, buffer.count) > 0 {}
        }
        let received = signals.withLock { signals in
            defer { signals = [] }
            return signals
        }
        let speaking = count > 0 ? zip(lifelines, watched.dropFirst()).filter { $1.revents != 0 }.map(\.0) : []
        return (received, speaking)
    }
}
