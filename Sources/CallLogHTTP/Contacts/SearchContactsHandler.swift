import CallLog
import HTTPCore
import StrictJSON

/// `GET /custom/contact/search`: contacts by name, for the search in the log form (contract 13.1).
struct SearchContactsHandler: SessionHandler {
    private static let limitInBytes = 255

    let contacts: ContactService

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        guard let name = request.query["name"], name.utf8.count <= Self.limitInBytes,
            name.contains(where: { !$0.isWhitespace })
        else { return Reply.failure(.missingField("name"), outcome: "field-missing", ["contact": []]) }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.refusal(.userNotFound, .findContactWithName, ["contact": []])
        }
        do throws(CallLogRefusal) {
            let found = try await contacts.contacts(named: name, as: user)
            guard found.isEmpty else {
                return Reply.success(["contact": .array(found.map { $0.wire() }), "returnMessage": .null], nil)
            }
            let message = ReturnMessage(
                "Contact not found",
                details: "A contact with this name could not be found in your \(user.platform) account."
            )
            return Reply.success(["contact": []], message)
        } catch {
            return Reply.refusal(error, .findContactWithName, error == .sessionRevoked ? [:] : ["contact": []])
        }
    }
}
