/// Places at which tests kill or stop the process, in the order a create passes them (reliability.md 4.8).
///
/// Outside test builds a point does nothing and there is no way to make it do something.
public enum FaultPoint: String, Sendable, CaseIterable {
    /// Nothing is in the store yet.
    case beforeClaim
    /// The claim is durable; nothing has been sent.
    case afterClaim
    /// The CRM was only read; the write is next.
    case beforeStamp
    /// The claim says that a write may leave.
    case afterStamp
    /// The CRM has answered; the row does not know.
    case afterSend
    /// In the transaction that settles the row.
    case insideSettle
    /// The row is settled; the reply is not written.
    case afterSettle
    /// The reply is ready.
    case beforeReply
    /// The CRM's answer is lost; the row does not say so yet.
    case beforeUnknown
    /// The reconciler has found records; the row does not know.
    case afterFind

    #if CALLLOG_FAULT_HOOKS
        /// What happens at a point; set once at start from `CALLLOG_FAULT=point:action`.
        public typealias Action = @Sendable (FaultPoint) -> Void
        private static let action = FaultAction()

        /// Sets what happens at every point; the last one counts.
        public static func install(_ action: @escaping Action) {
            Self.action.set(action)
        }

        func pass() {
            Self.action.run(at: self)
        }
    #else
        @inline(__always) func pass() {}
    #endif
}

#if CALLLOG_FAULT_HOOKS
    import Synchronization

    private final class FaultAction: Sendable {
        private let action = Mutex<FaultPoint.Action?>(nil)

        func set(_ action: @escaping FaultPoint.Action) {
            self.action.withLock { $0 = action }
        }

        func run(at point: FaultPoint) {
            action.withLock { $0 }?(point)
        }
    }
#endif
