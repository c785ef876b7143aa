import CallLog
import HTTPCore
import StrictJSON

/// Pipedrive's API as requests and replies: the one place that knows hosts, headers and statuses.
struct PipedriveAPI: Sendable {
    static let platform: Platform = "pipedrive"
    /// Lists of activities are the largest replies; their size is bounded by the client's cap.
    private static let limits = JSONValue.Limits(depth: 32, tokens: 400_000)

    let http: any HTTPClient
    let configuration: PipedriveConfiguration
    let budget: PipedriveBudget
    let time: any TimeSource

    struct Request: Sendable {
        var method: HTTPMethod
        /// With its prefix, `/api/v2/activities`.
        var path: String
        var query: [(name: String, value: String)]
        var body: JSONObject?
        /// What a 404 or 410 means here.
        var missing: CRMError.Reason
        /// Whether this request creates a log: the service is told right before it leaves.
        var announcesWrite: Bool

        init(
            _ method: HTTPMethod,
            _ path: String,
            query: [(name: String, value: String)] = [],
            body: JSONObject? = nil,
            missing: CRMError.Reason = .dataRefused(field: nil),
            announcesWrite: Bool = false
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.body = body
            self.missing = missing
            self.announcesWrite = announcesWrite
        }
    }

    struct Reply: Sendable {
        var status: Int
        /// The member `data`; `null` if there is none.
        var data: JSONValue
        var additionalData: JSONValue
        /// The CRM's clock when it answered.
        var date: Timestamp?
        /// Our clock when the reply was there.
        var receivedAt: Timestamp
    }

    /// Sends one request on behalf of the context's user, to the host of their company.
    ///
    /// - Parameter onRefusal: Runs before a refusal is thrown.
    func send(
        _ request: Request,
        in context: CRMContext,
        onRefusal: (CRMError) async -> Void = { _ in }
    ) async throws(CRMError) -> Reply {
        let base = try base(of: context.user)
        guard let token = context.user.accessToken else { throw CRMError(.credentialsRejected, from: Self.platform) }
        var outbound = OutboundRequest(
            request.method,
            base + request.path + Self.text(of: request.query),
            headers: Self.headers(token),
            timeout: context.call.timeout
        )
        if let body = request.body {
            outbound.headers.append(("Content-Type", "application/json"))
            outbound.body = JSONValue.object(body).encoded
        }
        guard outbound.timeout > .zero else { throw CRMError(.notSent, from: Self.platform) }
        if request.announcesWrite { try await context.willWrite() }
        outbound.timeout = context.call.timeout
        let response = try await exchange(outbound)
        if response.status == 429 || request.method == .get {
            // Never after a write that may have worked: its outcome is settled first.
            await budget.note(response.headers, of: context.user)
        }
        do throws(CRMError) {
            return try reply(from: response, to: request)
        } catch {
            await onRefusal(error)
            throw error
        }
    }

    /// Asks who a new token belongs to (2 tokens); there is no v2 of this call.
    ///
    /// - Parameter host: The validated host of the token reply, if it named one.
    func currentUser(_ token: AccessToken, host: String?, in call: CRMCall) async throws(CRMError) -> JSONObject {
        let base = configuration.apiBaseURL ?? "https://\(host ?? "api.pipedrive.com")"
        let request = Request(.get, "/v1/users/me", missing: .unreadableReply)
        let outbound = OutboundRequest(
            .get,
            base + request.path,
            headers: Self.headers(token),
            timeout: call.timeout
        )
        let reply = try reply(from: try await exchange(outbound), to: request)
        guard let user = reply.data.objectValue else {
            throw CRMError(.unreadableReply, from: Self.platform, status: reply.status)
        }
        return user
    }

    /// The company's own host, checked each time; nothing is sent anywhere else.
    private func base(of user: CRMUser) throws(CRMError) -> String {
        guard PipedriveHost.isValid(user.hostname) else {
            throw CRMError(.notSent, from: Self.platform, vendorMessage: "host refused")
        }
        return configuration.apiBaseURL ?? "https://\(user.hostname)"
    }

    private func exchange(_ outbound: OutboundRequest) async throws(CRMError) -> OutboundResponse {
        guard outbound.timeout > .zero else { throw CRMError(.notSent, from: Self.platform) }
        do throws(HTTPClientError) {
            return try await http.send(outbound)
        } catch {
            throw CRMError(error, from: Self.platform, isRead: outbound.method == .get)
        }
    }

    private func reply(from response: OutboundResponse, to request: Request) throws(CRMError) -> Reply {
        guard (200..<300).contains(response.status) else {
            throw CRMError(response, method: request.method, missing: request.missing)
        }
        let unreadable = CRMError(.unreadableReply, from: Self.platform, status: response.status)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: response.body, limits: Self.limits)
        } catch {
            throw unreadable
        }
        guard let object = value.objectValue, object["success"]?.boolValue != false else { throw unreadable }
        return Reply(
            status: response.status,
            data: object["data"] ?? .null,
            additionalData: object["additional_data"] ?? .null,
            date: response.headers["date"].flatMap { Timestamp(httpDate: $0) },
            receivedAt: time.now()
        )
    }

    private static func headers(_ token: AccessToken) -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(token.exposedText)"), ("Accept", "application/json")]
    }

    private static func text(of query: [(name: String, value: String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?" + query.map { "\($0.name)=\(FormCoding.encode($0.value))" }.joined(separator: "&")
    }
}
