import CallLog
import HTTPCore
import StrictJSON

/// The contract's 200 replies, and its one 401.
enum Reply {
    static func success(_ members: JSONObject, _ message: ReturnMessage?) -> HTTPResponse {
        var object: JSONObject = ["successful": true]
        for member in members.members { object[member.key] = member.value }
        if let message { object["returnMessage"] = message.json }
        return response(object, outcome: "ok")
    }

    static func failure(
        _ message: ReturnMessage,
        outcome: String,
        _ members: JSONObject = [:]
    ) -> HTTPResponse {
        var object: JSONObject = ["successful": false]
        for member in members.members { object[member.key] = member.value }
        object["returnMessage"] = message.json
        return response(object, outcome: outcome)
    }

    /// Every refusal of the service as the client expects it.
    static func refusal(
        _ refusal: CallLogRefusal,
        _ operation: Operation,
        _ members: JSONObject = [:]
    ) -> HTTPResponse {
        var members = members
        switch refusal {
        case .alreadyLogged(_, let id): members["logId"] = .string(id.rawValue)
        case .beingLogged, .outcomeUnknown: members["pending"] = true
        case .sessionRevoked: return sessionRevoked
        default: break
        }
        return failure(.refused(refusal, operation), outcome: refusal.description, members)
    }

    /// The CRM ended the login (contract 3.8 row 5).
    private static var sessionRevoked: HTTPResponse {
        let object: JSONObject = [
            "successful": false,
            "returnMessage": ReturnMessage.sessionExpired.json,
            "errorCode": "CRM_SESSION_REVOKED",
        ]
        var response = response(object, outcome: "session-revoked")
        response.status = .unauthorized
        return response
    }

    private static func response(_ object: JSONObject, outcome: String) -> HTTPResponse {
        response(JSONValue.object(object).encoded, outcome: outcome)
    }

    /// An answer of encoded JSON, with what became of the request.
    static func response(_ body: [UInt8], outcome: String) -> HTTPResponse {
        var response = HTTPResponse.json(body)
        response.set(outcome, for: .outcome)
        return response
    }
}
