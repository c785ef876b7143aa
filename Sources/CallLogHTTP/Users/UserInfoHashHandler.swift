import CallLog
import HTTPCore
import StrictJSON

/// `GET /userInfoHash`: the hashes under which the client names its RingCentral account and extension from now on
/// (contract 13.1).
struct UserInfoHashHandler: HTTPHandler {
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let query = request.query
        // An absent id has no hash: one hash of "undefined" would be everybody's (contract 14.4 item 38).
        guard let extensionID = query["extensionId"].flatMap({ RingCentralID.raw($0) }),
            let accountID = query["accountId"].flatMap({ RingCentralID.raw($0) })
        else { throw HTTPFailure(.badRequest, "Missing extensionId or accountId") }
        let hashes: JSONObject = [
            "extensionId": .string(hashing.hash(extensionID)), "accountId": .string(hashing.hash(accountID)),
        ]
        return .json(JSONValue.object(hashes).encoded)
    }
}
