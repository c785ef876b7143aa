import CallLog
import Synchronization

/// A clock that stands still until it is turned; sleeping turns it, so that nothing waits in a test.
public final class ManualTime: TimeSource {
    private let moment: Mutex<Timestamp>

    /// Default: 2024-04-18T14:03:21Z.
    public init(_ moment: Timestamp = Timestamp(seconds: 1_713_449_001)) {
        self.moment = Mutex(moment)
    }

    public func now() -> Timestamp { moment.withLock { $0 } }

    /// Turns the clock on.
    public func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }

    /// Sets the clock, backwards too.
    public func set(_ new: Timestamp) {
        moment.withLock { $0 = new }
    }

    public func sleep(for duration: Duration) async {
        advance(by: duration)
        await Task.yield()
    }
}
