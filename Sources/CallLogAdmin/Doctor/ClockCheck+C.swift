import CallLog
import Glibc

/// Whether the clock is one to go by: leases, tokens and the order of calls all do.
struct ClockCheck {
    private static let subject = "clock"
    /// How far the clock may be moved while we watch it for ``span``.
    private static let tolerance = Duration.milliseconds(25)
    private static let span = Duration.milliseconds(100)

    let time: any TimeSource

    func findings() async -> [Finding] {
        let now = time.now()
        // Older than this program, or so far ahead that it is a reset gone wrong.
        guard (Timestamp(seconds: 1_735_689_600)...Timestamp(seconds: 4_102_444_800)).contains(now) else {
            return [.fail(Self.subject, "it says \(now.rfc3339)", advice: "Set it, and keep it right by NTP.")]
        }
        var jump = Duration.zero
        // Once may be the scheduler, between our two looks.
        for _ in 1...3 {
            jump = await movement()
            if jump <= Self.tolerance { break }
        }
        guard jump <= Self.tolerance else {
            let text = "it moved by \(jump.wholeMilliseconds) ms against the steady one while we looked"
            return [.warn(Self.subject, text, advice: "Let it be slewed, not stepped: chrony or systemd-timesyncd.")]
        }
        return [.ok(Self.subject, "\(now.rfc3339), and it runs evenly")]
    }

    /// How far the clock moves against the steady one in ``span``.
    private func movement() async -> Duration {
        let (now, start) = (time.now(), Self.steady)
        await time.sleep(for: Self.span)
        let (walked, passed) = (time.now() - now, Self.steady - start)
        return walked > passed ? walked - passed : passed - walked
    }

    /// `CLOCK_MONOTONIC`, which nobody can set.
    private static var steady: Duration {
        var moment = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &moment)
        return .seconds(moment.tv_sec) + .nanoseconds(moment.tv_nsec)
    }
}
