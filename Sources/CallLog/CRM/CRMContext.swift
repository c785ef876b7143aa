/// On whose behalf and within what time an adapter may act.
///
/// One context serves all CRM calls of one request, so that together they stay below the client's patience.
public struct CRMContext: Sendable {
    public var user: CRMUser
    public let call: CRMCall
    private let beforeWriting: @Sendable () async throws(CRMError) -> Void

    public init(
        user: CRMUser,
        call: CRMCall,
        beforeWriting: @escaping @Sendable () async throws(CRMError) -> Void = { () async throws(CRMError) in }
    ) {
        self.user = user
        self.call = call
        self.beforeWriting = beforeWriting
    }

    /// Says that the very next request creates a record: the service stamps its claim, or throws if it lost it.
    public func willWrite() async throws(CRMError) {
        try await beforeWriting()
    }
}

/// The clocks of a group of CRM calls.
public struct CRMCall: Sendable {
    public let time: any TimeSource
    /// Bound of a single CRM call (`CALLLOG_CRM_TIMEOUT_MS`).
    public let timeoutOfOneCall: Duration
    /// When all calls of the group must have ended.
    public let deadline: Timestamp

    public init(time: any TimeSource, timeoutOfOneCall: Duration, timeoutOfAllCalls: Duration) {
        self.time = time
        self.timeoutOfOneCall = timeoutOfOneCall
        self.deadline = time.now() + timeoutOfAllCalls
    }

    /// The time the next call may take; zero or less if the group's time is spent.
    public var timeout: Duration { min(timeoutOfOneCall, deadline - time.now()) }
}
