import Glibc
import HTTPCore

/// The signals that a server process reacts to.
public enum Signal: Sendable, CaseIterable {
    /// SIGTERM: finish what runs, then end.
    case terminate
    /// SIGINT: the same, from a terminal.
    case interrupt
    /// SIGHUP: roll to a new generation of processes, where somebody supervises.
    case hangUp
    /// SIGUSR1: open the log again.
    case user1
    /// SIGUSR2: free for the program.
    case user2

    var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        case .user1: SIGUSR1
        case .user2: SIGUSR2
        }
    }
}

/// Receives signals on a thread of its own, so that they interrupt nobody.
///
/// libfcgi does not retry an interrupted read: a signal in a worker would lose its request.
public struct SignalWait: Sendable {
    let thread: SystemThread

    /// Blocks the signals in the calling thread and all that it starts from then on, ignores SIGPIPE and
    /// SIGXFSZ, and calls `deliver` for each signal, one at a time.
    ///
    /// Call it first in the program, before any other thread. Child processes inherit the mask; a program that starts
    /// others has to give them an empty one (`POSIX_SPAWN_SETSIGMASK`).
    public static func start(_ deliver: @escaping @Sendable (Signal) -> Void) throws(FastCGIError) -> SignalWait {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in Signal.allCases { unsafe sigaddset(&set, signal.number) }
        let result = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard result == 0 else { throw .system(call: "pthread_sigmask", cause: FastCGIError.text(of: result)) }
        var ignore = sigaction()
        unsafe ignore.__sigaction_handler.sa_handler = SIG_IGN
        // Both report their cause as an error of the call that failed: EPIPE, EFBIG.
        for signal in [SIGPIPE, SIGXFSZ] {
            guard unsafe sigaction(signal, &ignore, nil) == 0 else { throw .lastError(of: "sigaction") }
        }

        let awaited = set
        let thread = SystemThread.start {
            while true {
                var set = awaited
                var number: CInt = 0
                guard unsafe sigwait(&set, &number) == 0 else { continue }
                if let signal = Signal.allCases.first(where: { $0.number == number }) { deliver(signal) }
            }
        }
        guard let thread else { throw .system(call: "pthread_create", cause: "no thread to be had") }
        return SignalWait(thread: thread)
    }
}
