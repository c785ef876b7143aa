import CRMAdapters
import CallLog
import HTTPCore
import StrictJSON

// README: Add a CRM
/// Logs calls as call notes of Acme, an invented CRM with a REST API.
///
/// **Unique behaviours**
///
/// 1. A note carries a reference of ours, which need not be unique. *Why this matters: a write whose answer was lost is
///    found by it, and a note that was written twice can be told.*
/// 2. Texts may have 20,000 bytes. *Why this matters: a longer one is refused here, before Acme cuts it.*
///
/// Statuses mean what HTTP says: the table is that of `CRMError.init(refusal:from:isRead:missing:)`.
public struct AcmeAdapter: CRMAdapter {
    public let platform: Platform = "acme"
    public let bodyFormat = BodyFormat.plainText
    public let bodyLimitInBytes: Int? = 20_000
    public let profile = AdapterProfile(
        displayName: "Acme",
        urlIdentifier: "*.acme.example",
        authentication: .apiKey(
            title: "Connect to Acme",
            fields: [.init(const: "apiKey", title: "API key", type: "string", isRequired: true)]
        )
    )
    let http: any HTTPClient
    let baseURL: String

    public init(http: any HTTPClient, baseURL: String = "https://api.acme.example") {
        self.http = http
        self.baseURL = baseURL
    }

    public func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID {
        var note: JSONObject = [
            "reference": .string(draft.sessionID.rawValue), "contact": .string(draft.contact.id.rawValue),
            "title": .string(draft.subject), "text": .string(draft.body),
        ]
        note["startedAt"] = draft.startTime.map { .integer($0.milliseconds) }
        note["seconds"] = draft.durationInSeconds.map { .integer($0) }
        try await context.willWrite()
        let created = try await send(.post, "/notes", note, missing: .contactMissing, in: context)
        guard let id = created["id"]?.stringValue else { throw CRMError(.unreadableReply, from: platform) }
        return CRMLogID(rawValue: id)
    }

    public func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog {
        let note = try await send(.get, path(of: id), in: context)
        return CRMCallLog(subject: note["title"]?.stringValue ?? "", body: note["text"]?.stringValue ?? "")
    }

    public func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError) {
        var changes: JSONObject = [:]
        changes["title"] = revision.subject.map { .string($0) }
        changes["text"] = revision.body.map { .string($0) }
        changes["startedAt"] = revision.startTime.map { .integer($0.milliseconds) }
        changes["seconds"] = revision.durationInSeconds.map { .integer($0) }
        if !changes.isEmpty { _ = try await send(.patch, path(of: id), changes, in: context) }
    }
}
// README: end

/// What makes a lost answer harmless.
extension AcmeAdapter: CallLogReconciling {
    public func callLogs(
        matching draft: CallLogDraft,
        claimedAt: Timestamp,
        trustingSession: Bool,
        in context: CRMContext
    ) async throws(CRMError) -> FoundCallLogs {
        let reference = FormCoding.encode(draft.sessionID.rawValue)
        let reply = try await send(.get, "/notes?owner=me&reference=\(reference)", in: context)
        guard let notes = reply["notes"]?.arrayValue else { throw CRMError(.unreadableReply, from: platform) }
        let ours = notes.filter { note in
            Timestamp(milliseconds: note["createdAt"]?.numberValue?.int64 ?? 0) >= claimedAt
                && (trustingSession || note["text"]?.stringValue == draft.body)
        }
        return FoundCallLogs(ours.compactMap { $0["id"]?.stringValue.map { CRMLogID(rawValue: $0) } })
    }

    public func deleteCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) {
        do throws(CRMError) {
            _ = try await send(.delete, path(of: id), in: context)
        } catch {
            guard error.reason == .logMissing else { throw error }
        }
    }
}

extension AcmeAdapter: APIKeyConnecting {
    public func login(_ attempt: APIKeyLogin, in call: CRMCall) async throws(CRMError) -> CRMIdentity {
        let me = try await send(.get, "/me", key: attempt.apiKey, missing: .unreadableReply, in: call)
        guard let id = me["id"]?.stringValue else { throw CRMError(.unreadableReply, from: platform) }
        return CRMIdentity(
            userID: CRMUserID(rawValue: id),
            name: me["name"]?.stringValue ?? "",
            grant: TokenGrant(accessToken: attempt.apiKey)
        )
    }
}

/// Acme's API as requests and replies.
extension AcmeAdapter {
    /// An id comes back to us through the store, so it is escaped like everything that becomes part of a URL.
    private func path(of id: CRMLogID) -> String { "/notes/\(FormCoding.encode(id.rawValue))" }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSONObject? = nil,
        missing: CRMError.Reason = .logMissing,
        in context: CRMContext
    ) async throws(CRMError) -> JSONObject {
        guard let key = context.user.accessToken else { throw CRMError(.credentialsRejected, from: platform) }
        return try await send(method, path, body, key: key, missing: missing, in: context.call)
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSONObject? = nil,
        key: AccessToken,
        missing: CRMError.Reason,
        in call: CRMCall
    ) async throws(CRMError) -> JSONObject {
        let (timeout, isRead) = (call.timeout, method == .get)
        guard timeout > .zero else { throw CRMError(.notSent, from: platform) }
        var headers = [(name: "Authorization", value: "Bearer \(key.exposedText)")]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let response: OutboundResponse
        do throws(HTTPClientError) {
            response = try await http.send(
                OutboundRequest(
                    method,
                    baseURL + path,
                    headers: headers,
                    body: body.map { JSONValue.object($0).encoded },
                    timeout: timeout
                )
            )
        } catch {
            throw CRMError(error, from: platform, isRead: isRead)
        }
        guard (200..<300).contains(response.status) else {
            throw CRMError(refusal: response, from: platform, isRead: isRead, missing: missing)
        }
        if response.status == 204 { return [:] }
        do throws(JSONError) {
            if let object = try JSONValue(parsing: response.body).objectValue { return object }
        } catch {
            // Not JSON at all: as little an answer as JSON of another shape.
        }
        throw CRMError(.unreadableReply, from: platform, status: response.status)
    }
}
