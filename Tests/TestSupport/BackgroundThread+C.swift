import Glibc

/// A thread of its own for a test server, joined by its owner.
@safe public struct BackgroundThread: @unchecked Sendable {
    private let handle: pthread_t

    /// Starts `work`; `nil` when the system has no thread left.
    public init?(_ work: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Work(run: work))
        var attributes = pthread_attr_t()
        var handle = pthread_t()
        guard unsafe pthread_attr_init(&attributes) == 0 else {
            unsafe box.release()
            return nil
        }
        _ = unsafe pthread_attr_setstacksize(&attributes, 1 << 20)
        let code = unsafe pthread_create(
            &handle,
            &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        _ = unsafe pthread_attr_destroy(&attributes)
        guard code == 0 else {
            unsafe box.release()
            return nil
        }
        self.handle = handle
    }

    /// Blocks until the work is over; call it once.
    public func join() {
        _ = pthread_join(handle, nil)
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
