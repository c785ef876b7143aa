import CallLog
import HTTPCore

/// What HTTP says, as a CRM error: for an adapter whose CRM uses statuses as RFC 9110 section 15 means them.
extension CRMError {
    /// No usable reply came: the question is only whether the request can have been acted on.
    ///
    /// - Parameters:
    ///   - error: From `HTTPClient.send(_:)`.
    ///   - platform: The adapter's own.
    ///   - isRead: Of a read, a reply that is cut short or too long is merely unreadable.
    public init(_ error: HTTPClientError, from platform: Platform, isRead: Bool) {
        let reason: Reason =
            if !error.mayHaveExecuted {
                .notSent
            } else if isRead, error.reason == .badReply {
                .unreadableReply
            } else {
                .outcomeUnknown
            }
        self.init(reason, from: platform, vendorMessage: error.reason.rawValue)
    }

    /// A reply with another status than 2xx.
    ///
    /// | status | reason |
    /// |---|---|
    /// | 3xx | `outcomeUnknown` after a write, else `unreadableReply`: redirects are never followed |
    /// | 401 | `credentialsRejected` |
    /// | 402, 403 | `notPermitted` |
    /// | 404, 410 | `missing` |
    /// | 408 | `outcomeUnknown` |
    /// | 429 | `rateLimited` with `Retry-After`, if that is a number of seconds up to a day |
    /// | other 4xx | `dataRefused` without a field |
    /// | 5xx | `unavailable` |
    ///
    /// - Parameters:
    ///   - response: The reply; its body is not looked at.
    ///   - platform: The adapter's own.
    ///   - isRead: Whether the request changed nothing.
    ///   - missing: What 404 and 410 mean for this request, `logMissing` or `contactMissing`.
    public init(refusal response: OutboundResponse, from platform: Platform, isRead: Bool, missing: Reason) {
        let reason: Reason =
            switch response.status {
            case 300..<400: isRead ? .unreadableReply : .outcomeUnknown
            case 401: .credentialsRejected
            case 402, 403: .notPermitted
            case 404, 410: missing
            case 408: .outcomeUnknown
            case 429: .rateLimited(retryAfter: Self.retryAfter(response.headers))
            case 400..<500: .dataRefused(field: nil)
            case 500..<600: .unavailable
            default: .unreadableReply
            }
        self.init(reason, from: platform, status: response.status)
    }

    private static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let seconds = headers["retry-after"].flatMap({ Int64($0) }), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}
