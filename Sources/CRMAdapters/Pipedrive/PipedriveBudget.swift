import CallLog
import HTTPCore
import StrictJSON
import Synchronization

/// What is left of a company's limits, kept for whoever looks after the server.
///
/// A record of kind ``kind`` per company: `burstLimit`, `burstRemaining`, `burstReset` (seconds), `dailyLimit`,
/// `dailyRemaining` (tokens) and `seenAt` (epoch milliseconds), each only if Pipedrive told it.
public final class PipedriveBudget: Sendable {
    /// The kind of the record, for `AdapterRecords`.
    public static let kind = "budget"
    /// The id of the record: one per company.
    public static let id = "company"
    /// A record is not written more often than this.
    static let interval = Duration.seconds(60)
    private static let names = [
        "x-ratelimit-limit": "burstLimit", "x-ratelimit-remaining": "burstRemaining",
        "x-ratelimit-reset": "burstReset", "x-daily-ratelimit-token-limit": "dailyLimit",
        "x-daily-ratelimit-token-remaining": "dailyRemaining",
    ]

    private let records: AdapterRecords
    private let time: any TimeSource
    private let writtenAt = Mutex<[String: Timestamp]>([:])

    init(records: AdapterRecords, time: any TimeSource) {
        self.records = records
        self.time = time
    }

    /// Keeps the numbers of a reply; at most once a minute per company.
    func note(_ headers: HTTPHeaders, of user: CRMUser) async {
        var numbers: JSONObject = [:]
        for (header, name) in Self.names.sorted(by: { $0.key < $1.key }) {
            if let number = headers[header].flatMap({ Int64($0) }) { numbers[name] = .integer(number) }
        }
        let now = time.now()
        guard !numbers.isEmpty, takeTurn(user.hostname, now) else { return }
        numbers["seenAt"] = .integer(now.milliseconds)
        let value = numbers
        do throws(CRMError) {
            _ = try await records.change(
                kind: Self.kind,
                id: Self.id,
                scope: records.tenantScope(of: user)
            ) { old in
                // Another process may have been here within the minute.
                let seenAt = old?["seenAt"]?.numberValue?.int64 ?? .min
                return seenAt <= (now - Self.interval).milliseconds || seenAt > now.milliseconds ? value : nil
            }
        } catch {
            // Numbers for a status line are not worth failing a call: the next minute brings newer ones.
        }
    }

    private func takeTurn(_ host: String, _ now: Timestamp) -> Bool {
        writtenAt.withLock { writtenAt in
            if let last = writtenAt[host], last <= now, now - last < Self.interval { return false }
            writtenAt[host] = now
            return true
        }
    }
}
