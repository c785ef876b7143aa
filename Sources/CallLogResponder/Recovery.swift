import CallLog
import ServerAssembly

/// Finishes undecided calls in the background, and forgets what has expired.
enum Recovery {
    private static let cleaningInterval = Duration.seconds(3600)

    /// Runs until the task is cancelled; a failure of the store is logged once and tried again.
    static func run(_ parts: ServerParts, log: Log) async {
        var lastCleaning: Timestamp?
        var isFailing = false
        while !Task.isCancelled {
            do throws(StoreError) {
                try await parts.callLogs.reconciler.reconcileDue()
                let now = parts.time.now()
                if lastCleaning.map({ now - $0 > cleaningInterval }) ?? true {
                    try await parts.store.write { store throws(StoreError) in try store.removeExpired(before: now) }
                    lastCleaning = now
                }
                isFailing = false
            } catch {
                if !isFailing { log.writeFailure("recovery-failed", error.description, at: parts.time.now()) }
                isFailing = true
            }
            await parts.time.sleep(for: CallLogReconciler.interval)
        }
    }
}
