import Glibc

/// A thread of our own, for work that may block.
///
/// Signals that are blocked in the starting thread stay blocked in the new one.
@safe package struct SystemThread: @unchecked Sendable {
    private let handle: pthread_t

    /// Starts `body` on a new thread.
    ///
    /// - Parameter stackSizeInBytes: At least 16 kB, a multiple of the page size.
    /// - Returns: `nil` if the system has no more threads to give (`pthread_create`).
    package static func start(
        stackSizeInBytes: Int = 2 << 20,
        _ body: @escaping @Sendable () -> Void
    ) -> SystemThread? {
        var attributes = pthread_attr_t()
        guard unsafe pthread_attr_init(&attributes) == 0 else { return nil }
        defer { unsafe pthread_attr_destroy(&attributes) }
        guard unsafe pthread_attr_setstacksize(&attributes, stackSizeInBytes) == 0 else { return nil }

        let box = unsafe Unmanaged.passRetained(Body(run: body))
        var handle = pthread_t()
        let result = unsafe pthread_create(&handle, &attributes, threadMain, box.toOpaque())
        guard result == 0 else {
            unsafe box.release()
            return nil
        }
        return SystemThread(handle: handle)
    }

    /// Waits for the thread to end; once per thread.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Sends a signal to this thread alone (`pthread_kill`).
    package func send(signal: Int32) {
        pthread_kill(handle, signal)
    }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}
