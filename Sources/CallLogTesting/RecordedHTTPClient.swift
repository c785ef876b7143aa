import HTTPCore
import Synchronization

/// An HTTP client that reaches nobody: it keeps what it was asked to send and answers from a script.
///
/// For the rows of an adapter's status table and for transport failures; what an adapter does with a CRM's real replies
/// is better tried with a server.
public final class RecordedHTTPClient: HTTPClient {
    /// A line of a script: what the other side answers, or why nothing usable came.
    public typealias Reply = Result<OutboundResponse, HTTPClientError>

    private struct State {
        var requests: [OutboundRequest] = []
        var script: [Reply]
        var last: Reply?
    }

    private let state: Mutex<State>
    private let answer: (@Sendable (OutboundRequest) -> Reply)?

    /// Gives the replies of `script` in order; the last one again and again.
    ///
    /// An empty script fails every request as if the name were unknown.
    public init(_ script: [Reply] = []) {
        state = Mutex(State(script: script))
        answer = nil
    }

    /// Answers each request by `answer`.
    public init(answering answer: @escaping @Sendable (OutboundRequest) -> Reply) {
        state = Mutex(State(script: []))
        self.answer = answer
    }

    /// What was sent so far, in order.
    ///
    /// May carry credentials, as requests do.
    public var requests: [OutboundRequest] { state.withLock { $0.requests } }

    public func send(_ request: OutboundRequest) async throws(HTTPClientError) -> OutboundResponse {
        let scripted = state.withLock { state -> Reply? in
            state.requests.append(request)
            if !state.script.isEmpty { state.last = state.script.removeFirst() }
            return state.last
        }
        let reply = answer?(request) ?? scripted ?? .failure(HTTPClientError(.nameNotResolved))
        return try reply.get()
    }
}

extension OutboundResponse {
    /// A JSON reply as a script line.
    public static func json(_ text: String, status: Int = 200, headers: HTTPHeaders = [:]) -> OutboundResponse {
        OutboundResponse(status: status, headers: headers, body: Array(text.utf8))
    }
}
