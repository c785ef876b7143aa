import CallLog
import HTTPCore
import StrictJSON

/// `GET /callLog`: says which calls are logged, with details on request (contract section 4).
struct LoadCallLogHandler: SessionHandler {
    /// Most sessions answered for one request.
    private static let sessionLimit = 1000

    let callLogs: CallLogService
    let hashing: any IdentifierHashing

    func callLogs(
        wantedBy request: HTTPRequest,
        of user: CRMUser,
        in store: any StoreReader
    ) throws(StoreError) -> [CallLogRecord] {
        let asked = request.query.values(for: "sessionIds")
        guard asked.count == 1, let sessions = asked.first.flatMap(Self.sessions(in:)) else { return [] }
        return try CallLogService.rows(of: sessions, for: user, in: store)
    }

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let query = request.query
        let asked = query.values(for: "sessionIds")
        guard let list = asked.first else {
            return failure(ReturnMessage("No session IDs provided", ttlInMilliseconds: 3000), "field-missing")
        }
        guard asked.count == 1 else {
            return failure(
                ReturnMessage(Operation.getCallLog.failure, details: "Send sessionIds once, separated by commas."),
                "field-repeated"
            )
        }
        guard let sessions = Self.sessions(in: list) else {
            let message = "Too many session IDs: ask for at most \(Self.sessionLimit) at once."
            return failure(ReturnMessage(message), "too-many-sessions")
        }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.refusal(.userNotFound, .getCallLog, ["logs": []])
        }
        do throws(CallLogRefusal) {
            let statuses = try await callLogs.callLogs(
                of: sessions,
                rows: session.callLogs,
                identity: ExtensionIdentity(query: query, hashing: hashing),
                details: query["requireDetails"] == "true",
                as: user
            )
            return Reply.logs(statuses)
        } catch {
            return Reply.refusal(error, .getCallLog, error == .sessionRevoked ? [:] : ["logs": []])
        }
    }

    /// The ids of a comma-separated list; `nil` if they are too many.
    private static func sessions(in list: String) -> [CallSessionID]? {
        if !list.utf8.contains(UInt8(ascii: ",")) { return [CallSessionID(rawValue: list)] }
        let ids = list.split(separator: ",", maxSplits: sessionLimit, omittingEmptySubsequences: false)
        return ids.count <= sessionLimit ? ids.map { CallSessionID(rawValue: String($0)) } : nil
    }

    private func failure(_ message: ReturnMessage, _ outcome: String) -> HTTPResponse {
        Reply.failure(message, outcome: outcome, ["logs": []])
    }
}

extension Reply {
    /// The usual answer, written without a `JSONValue` of it: 0.5 µs instead of 1.5.
    static func logs(_ statuses: [CallLogService.SessionStatus]) -> HTTPResponse {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + 128 * statuses.count)
        bytes.append(contentsOf: #"{"successful":true,"logs":["#.utf8)
        for (index, status) in statuses.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            status.append(to: &bytes)
        }
        bytes.append(contentsOf: #"],"returnMessage":null}"#.utf8)
        return response(bytes, outcome: "ok")
    }
}

extension CallLogService.SessionStatus {
    /// Appends one entry of `logs` (contract 4.3).
    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"sessionId":"#.utf8)
        sessionID.rawValue.appendJSON(to: &bytes)
        switch state {
        case .unmatched: bytes.append(contentsOf: #","matched":false"#.utf8)
        case .pending: bytes.append(contentsOf: #","matched":false,"pending":true"#.utf8)
        case .matched(let id):
            bytes.append(contentsOf: #","matched":true,"logId":"#.utf8)
            id.rawValue.appendJSON(to: &bytes)
            if let log {
                bytes.append(contentsOf: #","logData":"#.utf8)
                log.wire.append(to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension CallLogService.LoadedCallLog {
    /// `logData` (contract 4.4).
    var wire: JSONValue {
        var data: JSONObject = ["subject": .string(record.subject), "note": .string(note)]
        data["contactName"] = record.contactName.map { .string($0) }
        data["fullBody"] = .string(record.body)
        data["fullLogResponse"] = record.rawRecord.map { .object($0) }
        data["dispositions"] = .object(record.dispositions)
        return .object(data)
    }
}
