import CallLog
import HTTPCore
import StrictJSON

/// `GET /contact`: whom a phone number belongs to (contract 13.1).
///
/// `contact` is a list in every reply, because the client goes through it before it looks at `successful`.
struct FindContactHandler: SessionHandler {
    let contacts: ContactService

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let query = request.query
        guard let number = query["phoneNumber"].flatMap({ PhoneNumber($0) }) else {
            return Reply.failure(.missingField("phoneNumber"), outcome: "field-missing", ["contact": []])
        }
        guard query["isExtension"] != "true", !number.isExtension else {
            let message = "Logging against internal extension number is not supported."
            return Reply.failure(
                ReturnMessage(message, ttlInMilliseconds: 3000),
                outcome: "internal-extension",
                ["contact": []]
            )
        }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.failure(ReturnMessage("Contact not found"), outcome: "user-not-found", ["contact": []])
        }
        let patterns = (query["overridingFormat"] ?? "").split(separator: ",").map { String($0) }
        do throws(CallLogRefusal) {
            let found = try await contacts.contacts(
                withNumber: PhoneNumberQuery(number, patterns: patterns),
                isFresh: query["isForceRefreshAccountData"] == "true",
                as: user
            )
            return reply(found, number, user)
        } catch {
            return Reply.refusal(error, .findContact, error == .sessionRevoked ? [:] : ["contact": []])
        }
    }

    private func reply(_ found: [Contact], _ number: PhoneNumber, _ user: CRMUser) -> HTTPResponse {
        var list = found.map { $0.wire(number: number.text) }
        if contacts.canCreate(user) { list.append(Contact.createPlaceholder) }
        guard found.isEmpty else {
            return Reply.success(["contact": .array(list), "returnMessage": .null], nil)
        }
        let message = ReturnMessage(
            "Contact not found",
            details:
                "A contact with the phone number \(number.text) could not be found in your \(user.platform) account."
        )
        return Reply.success(["contact": .array(list)], message)
    }
}
