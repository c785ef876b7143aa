import Glibc

/// What tests of threads want of the machine.
enum Machine {
    /// Holds the thread up.
    static func nap(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// What this process has used of all processors.
    static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
