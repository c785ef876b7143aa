import CallLog
import ServerAssembly

/// Finishes undecided calls in the background, and forgets what has expired.
enum Recovery {
    private static let cleaningInterval = Duration.seconds(3600)
    private static let firstCleaning = Duration.seconds(60)

    /// Runs until the task is cancelled; a failure of the store is logged once and tried again.
    static func run(_ parts: ServerParts, log: Log) async {
        // Not at once: a process that starts has requests to answer.
        var lastCleaning = parts.time.now() - cleaningInterval + firstCleaning
        var isFailing = false
        while !Task.isCancelled {
            do throws(StoreError) {
                try await parts.callLogs.reconciler.reconcileDue()
                let now = parts.time.now()
                if now - lastCleaning > cleaningInterval {
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
