import CallLog
import HTTPCore
import StrictJSON

extension CRMError {
    /// A refusal by its status: the table on top of ``PipedriveAdapter``.
    init(_ response: OutboundResponse, method: HTTPMethod, missing: Reason) {
        let refusal = PipedriveRefusal(response)
        self.init(
            refusal.reason(status: response.status, isRead: method == .get, missing: missing),
            from: PipedriveAPI.platform,
            status: response.status,
            vendorMessage: refusal.message
        )
    }
}

/// What a reply that is not 2xx says.
struct PipedriveRefusal {
    private let headers: HTTPHeaders
    private let error: String?
    private let isHTML: Bool

    init(_ response: OutboundResponse) {
        headers = response.headers
        let body: JSONValue?
        do throws(JSONError) {
            body = try JSONValue(parsing: response.body)
        } catch {
            body = nil  // An HTML page of a gateway, or nothing: the status says enough.
        }
        self.error = body?["error"]?.stringValue ?? body?["message"]?.stringValue
        isHTML = body == nil && response.body.first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    /// The CRM's own words, with the id under which its support finds the request.
    var message: String? {
        let parts = [error, headers["x-correlation-id"].map { "x-correlation-id \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    func reason(status: Int, isRead: Bool, missing: CRMError.Reason) -> CRMError.Reason {
        switch status {
        case 300..<400: isRead ? .unreadableReply : .outcomeUnknown
        case 401: .credentialsRejected
        case 403 where isHTML: .rateLimited(retryAfter: wait)
        case 402, 403, 415: .notPermitted
        case 404, 410: missing
        case 408: .outcomeUnknown
        case 429: isDailyBudgetSpent ? .budgetSpent(retryAfter: nil) : .rateLimited(retryAfter: wait)
        case 400..<500: .dataRefused(field: field)
        case 500..<600: .unavailable
        default: .unreadableReply
        }
    }

    private var isDailyBudgetSpent: Bool {
        headers["x-daily-ratelimit-token-remaining"].flatMap { Double($0) }.map { $0 <= 0 } ?? false
    }

    /// The longer of the two waits the reply names; at most a day.
    ///
    /// Not known for a spent daily budget: there `Retry-After` speaks of the burst window.
    private var wait: Duration? {
        let seconds = ["retry-after", "x-ratelimit-reset"].compactMap { name in
            headers[name].flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
        }
        return seconds.max().map { .seconds($0) }
    }

    /// The first field of `Validation failed: f: text; g: text`, or of `'f' is ...`; only letters and `_` are passed on.
    private var field: String? {
        guard let error else { return nil }
        let prefix = "Validation failed: "
        let name: Substring
        if error.hasPrefix(prefix) {
            let rest = error.dropFirst(prefix.count)
            guard let colon = rest.firstIndex(of: ":") else { return nil }
            name = rest[..<colon]
        } else if error.hasPrefix("'"), let end = error.dropFirst().firstIndex(of: "'") {
            name = error.dropFirst()[..<end]
        } else {
            return nil
        }
        let isName = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) }
        return isName && !name.isEmpty && name.utf8.count <= 64 ? String(name) : nil
    }
}
