/// Places at which tests kill or stop the process, in the order a create passes them (reliability.md 4.8).
///
/// Outside test builds a point does nothing and there is no way to make it do something.
public enum FaultPoint: String, Sendable, CaseIterable {
    case beforeClaim
    case afterClaim
    case beforeStamp
    case afterStamp
    case afterSend
    case insideSettle
    case afterSettle
    case beforeReply
    case beforeUnknown
    case afterFind

    #if CALLLOG_FAULT_HOOKS
        /// What happens at a point; set once at start from `CALLLOG_FAULT=point:action`.
        public typealias Action = @Sendable (FaultPoint) -> Void
        private static let action = FaultAction()

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
