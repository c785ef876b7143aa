/// On whose behalf and within what time an adapter may act.
///
/// One context serves all CRM calls of one request, so that together they stay below the client's patience.
public struct CRMContext: Sendable {
    /// Whose tokens and host to use.
    public var user: CRMUser
    /// How much time there is.
    public let call: CRMCall
    private let beforeWriting: @Sendable () async throws(CRMError) -> Void

    /// - Parameter beforeWriting: What ``willWrite()`` runs; nothing by default.
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
    /// The clock of `deadline`.
    public let time: any TimeSource
    /// Bound of a single CRM call (`CALLLOG_CRM_TIMEOUT_MS`).
    public let timeoutOfOneCall: Duration
    /// When all calls of the group must have ended.
    public let deadline: Timestamp

    /// The deadline of the group counts from now.
    public init(time: any TimeSource, timeoutOfOneCall: Duration, timeoutOfAllCalls: Duration) {
        self.time = time
        self.timeoutOfOneCall = timeoutOfOneCall
        self.deadline = time.now() + timeoutOfAllCalls
    }

    /// The time the next call may take; zero or less if the group's time is spent.
    public var timeout: Duration { min(timeoutOfOneCall, deadline - time.now()) }
}
