import Glibc
import Synchronization

/// A thread with every signal blocked, joined once by its owner.
///
/// Signals stay with the threads that handle them. SIGPIPE has to be blocked: libcurl told not to touch signals leaves
/// it alone, and OpenSSL writes with `write`, so a peer that closed would end the process.
@safe final class LoopThread: @unchecked Sendable {
    private let handle: pthread_t
    private let isJoined = Mutex(false)

    /// Starts `work`; `nil` when the system refuses a thread.
    init?(_ work: @escaping @Sendable () -> Void) {
        var (all, previous, handle) = (sigset_t(), sigset_t(), pthread_t())
        guard unsafe sigfillset(&all) == 0, unsafe pthread_sigmask(SIG_SETMASK, &all, &previous) == 0 else {
            return nil
        }
        let box = unsafe Unmanaged.passRetained(Work(run: work))
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        // Cannot fail: the mask is the one it gave out.
        _ = unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
        guard code == 0 else {
            unsafe box.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for the work to end; from the thread itself it only lets go.
    func join() {
        let first = isJoined.withLock { joined in
            defer { joined = true }
            return !joined
        }
        guard first else { return }
        if pthread_equal(handle, pthread_self()) != 0 {
            _ = pthread_detach(handle)
        } else {
            _ = pthread_join(handle, nil)
        }
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
