import HTTPCore
import Synchronization

/// Counts the calls to CRMs, and tells which status a request met there.
public final class CRMTraffic: Sendable {
    /// One kind of call.
    public struct Kind: Hashable, Sendable {
        /// The CRM, as the adapter names it.
        public let platform: String
        /// The CRM's status, or why there was none (``HTTPClientError/Reason``).
        public let result: String
    }

    /// What the calls of one request met.
    private final class Trace: Sendable {
        let lastStatus = Mutex<Int?>(nil)
    }

    @TaskLocal private static var trace: Trace?

    private let calls = Mutex<[Kind: Int]>([:])

    /// Nothing is counted yet.
    public init() {}

    /// How many calls of each kind there were so far.
    public var counts: [Kind: Int] { calls.withLock { $0 } }

    /// The client itself, with every call counted.
    public func observing(_ client: any HTTPClient, of platform: String) -> any HTTPClient {
        ObservedClient(client: client, platform: platform, traffic: self)
    }

    /// Runs `body`, and gives the last status that a call inside of it met.
    public func following<Result: Sendable>(
        _ body: () async -> Result
    ) async -> (result: Result, lastStatus: Int?) {
        let trace = Trace()
        let result = await Self.$trace.withValue(trace) { await body() }
        return (result, trace.lastStatus.withLock { $0 })
    }

    fileprivate func count(_ platform: String, result: String, status: Int?) {
        calls.withLock { $0[Kind(platform: platform, result: result), default: 0] += 1 }
        if let status, let trace = Self.trace { trace.lastStatus.withLock { $0 = status } }
    }
}

/// An HTTP client whose calls are counted.
private struct ObservedClient: HTTPClient {
    let client: any HTTPClient
    let platform: String
    let traffic: CRMTraffic

    func send(_ request: OutboundRequest) async throws(HTTPClientError) -> OutboundResponse {
        do throws(HTTPClientError) {
            let response = try await client.send(request)
            traffic.count(platform, result: "\(response.status)", status: response.status)
            return response
        } catch {
            traffic.count(platform, result: error.reason.rawValue, status: nil)
            throw error
        }
    }
}
