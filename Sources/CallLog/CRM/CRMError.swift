/// Why a CRM did not do what it was asked, in terms the service can act on.
public struct CRMError: Error, Hashable, Sendable {
    /// What went wrong, as far as what to do next depends on it.
    public enum Reason: Hashable, Sendable {
        /// 401, or a refused refresh token.
        case credentialsRejected
        /// 402, 403 and plan limits.
        case notPermitted
        /// The record is gone: 404 or 410 on the record itself.
        case logMissing
        /// The contact is gone, or never was.
        case contactMissing
        /// The CRM named what it disliked; `field` is safe to show.
        case dataRefused(field: String?)
        /// Certainly not executed: no connection, no TLS, or the deadline passed before anything was sent.
        case notSent
        /// Sent, and the answer is missing: the write may have happened. Never resend blindly.
        case outcomeUnknown
        /// `retryAfter` counts from the reply.
        case rateLimited(retryAfter: Duration?)
        /// The budget of the whole company is spent until it is reset.
        case budgetSpent(retryAfter: Duration?)
        /// 5xx.
        case unavailable
        /// 2xx with a body we do not understand.
        case unreadableReply
        /// The CRM account has no way to take a call, in the adapter's words for the person.
        case setupIncomplete(advice: String)
        /// Our own store failed an adapter that keeps its records there.
        case storeFailed
    }

    /// Whose CRM it was.
    public let platform: Platform
    /// What the service acts on.
    public let reason: Reason
    /// The CRM's status, if it answered at all.
    public let status: Int?
    /// The CRM's own words.
    ///
    /// May name a customer: never shown, never logged above debug.
    public let vendorMessage: String?

    /// - Parameters:
    ///   - reason: What the service is to act on.
    ///   - platform: The adapter's own.
    ///   - status: The CRM's status; `nil` if it did not answer.
    ///   - vendorMessage: The CRM's own words.
    public init(_ reason: Reason, from platform: Platform, status: Int? = nil, vendorMessage: String? = nil) {
        self.platform = platform
        self.reason = reason
        self.status = status
        self.vendorMessage = vendorMessage
    }

    /// Whether a write that failed this way may have happened all the same.
    public var mayHaveExecuted: Bool {
        switch reason {
        case .outcomeUnknown, .unavailable, .unreadableReply: true
        case .credentialsRejected, .notPermitted, .logMissing, .contactMissing, .dataRefused, .notSent, .rateLimited,
            .budgetSpent, .setupIncomplete, .storeFailed:
            false
        }
    }
}

extension CRMError: CustomStringConvertible {
    /// Fit for a log line.
    public var description: String {
        let name =
            switch reason {
            case .credentialsRejected: "credentials-rejected"
            case .notPermitted: "not-permitted"
            case .logMissing: "log-missing"
            case .contactMissing: "contact-missing"
            case .dataRefused: "data-refused"
            case .notSent: "not-sent"
            case .outcomeUnknown: "outcome-unknown"
            case .rateLimited: "rate-limited"
            case .budgetSpent: "budget-spent"
            case .unavailable: "unavailable"
            case .unreadableReply: "unreadable-reply"
            case .setupIncomplete: "setup-incomplete"
            case .storeFailed: "store-failed"
            }
        return status.map { "crm-\(name)-\($0)" } ?? "crm-\(name)"
    }
}
