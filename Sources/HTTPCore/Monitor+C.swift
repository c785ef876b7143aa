import Glibc

/// A lock with a condition to wait for (`pthread_mutex_t`, `pthread_cond_t`).
///
/// Waits may end for no reason: ask again for what was waited for.
@safe package final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // A wait with an end must not depend on the time of day.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    package func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Lets go of the lock until a signal; only inside of ``withLock(_:)``.
    package func wait() {
        unsafe pthread_cond_wait(condition, mutex)
    }

    /// Lets go of the lock until a signal, or for so long; only inside of ``withLock(_:)``.
    package func wait(milliseconds: Int) {
        var end = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = end.tv_nsec + milliseconds % 1000 * 1_000_000
        end.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_cond_timedwait(condition, mutex, &end)
    }

    /// Wakes one that waits; best without the lock, for which it would at once wait again.
    package func signal() {
        unsafe pthread_cond_signal(condition)
    }

    /// Wakes all that wait.
    package func broadcast() {
        unsafe pthread_cond_broadcast(condition)
    }
}
