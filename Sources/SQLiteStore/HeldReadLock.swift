import CallLog
import Synchronization

/// Holds the read lock of the write-ahead log for this process while it reads thousands of times a second.
///
/// SQLite takes and drops that lock by a system call under a mutex; while one connection holds it, the others only
/// count. That saves a load 1 `fcntl`, a third of a `futex` and 2.4 µs. The price is a snapshot that keeps the log from
/// being started over, so it is let go of before each write of this process, and by the first read that comes late.
///
/// The unchecked conformance is true because the connection is touched by whoever took `lock` alone.
final class HeldReadLock: @unchecked Sendable {
    /// Reads until the lock is taken, or taken anew for a newer snapshot.
    static let readsPerRenewal = 64
    /// A process that takes longer for so many reads holds nothing.
    static let longestHold = Duration.milliseconds(50)

    private let open: @Sendable () throws(StoreError) -> SQLiteConnection
    private let reads = Atomic(0)
    private let lock = TryLock()
    /// Nanoseconds of ``uptime``; 0 while nothing is held.
    private let end = Atomic(Int64(0))
    private var connection: SQLiteConnection?
    private var lastRenewal = ContinuousClock.now

    init(open: @escaping @Sendable () throws(StoreError) -> SQLiteConnection) {
        self.open = open
    }

    /// Whether the lock is held now.
    var isHeld: Bool { end.load(ordering: .relaxed) != 0 }

    /// Counts a read that has ended; takes or drops the lock if it is time to.
    func noteRead() {
        if reads.add(1, ordering: .relaxed).newValue % Self.readsPerRenewal == 0 {
            ifFree { renew() }
        } else if isHeld, Self.uptime > end.load(ordering: .relaxed) {
            drop()
        }
    }

    /// Lets go of the lock.
    func drop() {
        guard isHeld else { return }
        ifFree { letGo() }
    }

    private func renew() {
        let now = ContinuousClock.now
        let isBusy = now - lastRenewal < Self.longestHold
        lastRenewal = now
        letGo()
        guard isBusy else { return }
        do throws(StoreError) {
            if connection == nil { connection = try open() }
            try connection?.run("BEGIN")
            // The lock is taken by the first statement that reads.
            try connection?.run("SELECT 1 FROM users LIMIT 0")
            end.store(Self.uptime + Int64(Self.longestHold / .nanoseconds(1)), ordering: .relaxed)
        } catch {
            // Only speed is lost; a read that cannot take the lock says so itself.
            connection = nil
        }
    }

    private func letGo() {
        guard isHeld, let connection else { return }
        end.store(0, ordering: .relaxed)
        do throws(StoreError) {
            try connection.run("COMMIT")
        } catch {
            // Closing it ends its transaction as well.
            self.connection = nil
        }
    }

    /// Runs `body` unless another thread is at it.
    private func ifFree(_ body: () -> Void) {
        guard lock.take() else { return }
        defer { lock.giveBack() }
        body()
    }

    private static let start = ContinuousClock.now
    private static var uptime: Int64 { Int64((ContinuousClock.now - start) / .nanoseconds(1)) }
}
