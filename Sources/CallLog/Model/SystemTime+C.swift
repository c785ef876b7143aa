import Glibc

/// The machine's clock (`clock_gettime(CLOCK_REALTIME)`), because leases are compared between processes.
public struct SystemTime: TimeSource {
    /// The clock has no state: any two are the same.
    public init() {}

    public func now() -> Timestamp {
        var moment = timespec()
        // Cannot fail: the clock always exists and the pointer is good.
        unsafe clock_gettime(CLOCK_REALTIME, &moment)
        return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
    }

    /// Returns early, and at once, when the task is cancelled.
    public func sleep(for duration: Duration) async {
        try? await Task.sleep(for: duration)
    }
}
