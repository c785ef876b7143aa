/// What a server does between requests: finishes the calls that a crash or a silent CRM left undecided, and forgets
/// what has expired.
///
/// Several processes on one store may run it at the same time; they take turns.
public struct Recovery: Sendable {
    private static let cleaningInterval = Duration.seconds(3600)
    private static let firstCleaning = Duration.seconds(60)

    private let store: any Store
    private let reconciler: CallLogReconciler
    private let time: any TimeSource

    /// - Parameters:
    ///   - store: The store of the `reconciler`'s service.
    ///   - reconciler: ``CallLogService/reconciler``.
    ///   - time: Its clock.
    public init(store: any Store, reconciler: CallLogReconciler, time: any TimeSource) {
        self.store = store
        self.reconciler = reconciler
        self.time = time
    }

    /// Runs until the task is cancelled, looking every second (``CallLogReconciler/interval``).
    ///
    /// - Parameter onFailure: Called when the store begins to fail; not again before it has worked in between.
    @concurrent
    public func run(onFailure: @Sendable (StoreError) -> Void) async {
        // Not at once: a process that starts has requests to answer.
        var lastCleaning = time.now() - Self.cleaningInterval + Self.firstCleaning
        var isFailing = false
        while !Task.isCancelled {
            do throws(StoreError) {
                try await reconciler.reconcileDue()
                let now = time.now()
                if now - lastCleaning > Self.cleaningInterval {
                    try await store.write { store throws(StoreError) in try store.removeExpired(before: now) }
                    lastCleaning = now
                }
                isFailing = false
            } catch {
                if !isFailing { onFailure(error) }
                isFailing = true
            }
            await time.sleep(for: CallLogReconciler.interval)
        }
    }
}
