import CallLog
import HTTPCore
import StrictJSON
import Synchronization

/// A Pipedrive on loopback for tests: as strict as the real one or stricter, with faults at will.
///
/// It answers API v2 (and v1 where nothing else exists) and the OAuth endpoints. What the real one would refuse is
/// refused with the real one's texts; what it would merely put up with, and our adapter should not do, is refused too.
public final class FakePipedrive: Sendable {
    public typealias Request = LoopbackHTTPServer.Request
    typealias Reply = LoopbackHTTPServer.Reply

    private let server: LoopbackHTTPServer
    let core: Core

    /// The part that connection threads share; it does not own the server.
    final class Core: Sendable {
        let state: Mutex<FakePipedriveState>
        let now: @Sendable () -> Timestamp

        init(_ state: FakePipedriveState, now: @escaping @Sendable () -> Timestamp) {
            self.state = Mutex(state)
            self.now = now
        }
    }

    /// - Parameter now: The fake's own clock, which may differ from everybody else's.
    public init(
        port: UInt16 = 0,
        clientID: String = "fake-client",
        clientSecret: String = "fake-secret",
        now: @escaping @Sendable () -> Timestamp = { SystemTime().now() }
    ) throws(LoopbackError) {
        let core = Core(FakePipedriveState(clientID: clientID, clientSecret: clientSecret), now: now)
        self.core = core
        self.server = try LoopbackHTTPServer(port: port) { core.respond(to: $0) }
    }

    /// Ends every connection; what was stored stays.
    public func stop() {
        server.stop()
    }

    /// `PIPEDRIVE_API_BASE_URL`.
    public var baseURL: String { server.baseURL }
    /// `PIPEDRIVE_ACCESS_TOKEN_URI`.
    public var tokenURL: String { baseURL + "/oauth/token" }

    func change<Value>(_ body: (inout FakePipedriveState) -> sending Value) -> Value {
        core.state.withLock { body(&$0) }
    }
}

extension FakePipedrive.Core {
    /// Runs on the connection's thread.
    func respond(to request: FakePipedrive.Request) -> FakePipedrive.Reply {
        let call = FakePipedriveCall(request)
        let fault = state.withLock { $0.takeFault(for: call) }
        switch fault {
        case nil: return execute(call)
        case .delay(let duration): return .delayed(duration, then: execute(call))
        case .waitThenExecute(let duration):
            executeLater(call, after: duration)
            return .hang
        case .dropBeforeExecuting: return refused(call) { .resetConnection }
        case .executeThenDrop:
            _ = execute(call)
            return .resetConnection
        case .executeThenFail(let status):
            _ = execute(call)
            return failure(status)
        case .fail(let status): return refused(call) { failure(status) }
        case .burst(let retryAfter): return refused(call) { rateLimited(dailyLeft: nil, retryAfter) }
        case .dailyBudgetSpent: return refused(call) { rateLimited(dailyLeft: 0, nil) }
        case .executeThenGarbage:
            _ = execute(call)
            return .respond(headers: [("Content-Type", "application/json")], text: "<!doctype html><p>ok</p>")
        case .executeThenTruncate:
            guard case .respond(let status, let headers, let body) = execute(call) else { return .closeWithoutReply }
            return .truncate(status: status, headers: headers, body: body, sent: body.count / 2)
        case .visibleLate(let duration):
            state.withLock { $0.delayOfNextActivity = duration }
            return execute(call)
        case .visibleLateThenDrop(let duration):
            state.withLock { $0.delayOfNextActivity = duration }
            _ = execute(call)
            return .resetConnection
        case .hang: return refused(call) { .hang }
        case .executeThenHang:
            _ = execute(call)
            return .hang
        }
    }

    private func execute(_ call: FakePipedriveCall) -> FakePipedrive.Reply {
        let now = now()
        let (answer, headers) = state.withLock { state in
            let answer = state.answer(call, at: now)
            state.record(call, status: answer.status, at: now)
            return (answer, state.headers(for: call, at: now))
        }
        let body = answer.body.map { $0.encoded } ?? Array((answer.text ?? "").utf8)
        let type = answer.body == nil ? "application/x-www-form-urlencoded" : "application/json"
        return .respond(
            status: answer.status,
            headers: [("Content-Type", type)] + headers + answer.headers,
            body: body
        )
    }

    private func executeLater(_ call: FakePipedriveCall, after duration: Duration) {
        Task.detached { [self] in
            try await Task.sleep(for: duration)
            _ = execute(call)
        }
    }

    /// Records a request that is not executed.
    private func refused(
        _ call: FakePipedriveCall,
        _ reply: () -> FakePipedrive.Reply
    ) -> FakePipedrive.Reply {
        state.withLock { $0.record(call, status: nil, at: now()) }
        return reply()
    }

    private func failure(_ status: Int) -> FakePipedrive.Reply {
        .json(#"{"success":false,"error":"Server error","code":"ERR_INTERNAL"}"#, status: status)
    }

    private func rateLimited(dailyLeft: Int?, _ retryAfter: Int?) -> FakePipedrive.Reply {
        var headers = [("x-ratelimit-limit", "80"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2")]
        if let retryAfter { headers.append(("Retry-After", String(retryAfter))) }
        if let dailyLeft { headers.append(("x-daily-ratelimit-token-remaining", String(dailyLeft))) }
        return .json(
            #"{"success":false,"error":"Rate limit exceeded","code":"ERR_RATE_LIMIT"}"#,
            status: 429,
            headers: headers
        )
    }
}
