import CurlClient
import HTTPCore
import Synchronization
import TestSupport

extension HTTPClient {
    /// The reason `request` failed for; `nil` when it got a reply.
    func failure(_ request: OutboundRequest) async -> HTTPClientError? {
        do throws(HTTPClientError) {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}

extension OutboundRequest {
    static func get(_ url: String, timeout: Duration = .seconds(10)) -> OutboundRequest {
        OutboundRequest(.get, url, timeout: timeout)
    }

    static func post(_ url: String, _ body: String = "{}", timeout: Duration = .seconds(10)) -> OutboundRequest {
        OutboundRequest(.post, url, body: Array(body.utf8), timeout: timeout)
    }
}

/// What a server was sent, in order.
final class Recorder: Sendable {
    private let requests = Mutex<[LoopbackHTTPServer.Request]>([])

    func add(_ request: LoopbackHTTPServer.Request) {
        requests.withLock { $0.append(request) }
    }

    var all: [LoopbackHTTPServer.Request] { requests.withLock(\.self) }
}

/// How long `work` took.
func measured<Value>(_ work: () async throws -> Value) async rethrows -> (value: Value, time: Duration) {
    let start = ContinuousClock.now
    let value = try await work()
    return (value, .now - start)
}
