import CallLog
import HTTPCore
import StrictJSON

/// `POST /contact`: adds a contact from the log form (contract 13.1).
///
/// A refusal is a sentence with a 4xx or 5xx, unlike everywhere else: the client reads `contact.id` before
/// `successful`, so a 200 without a contact would end in silence, and one with an empty contact would have the
/// person's call logged on nobody (client.md section 2).
struct CreateContactHandler: SessionHandler {
    let contacts: ContactService

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard let number = body.identifier("phoneNumber").flatMap({ PhoneNumber($0) }) else {
            throw HTTPFailure(.badRequest, ReturnMessage.missingField("phoneNumber").message)
        }
        guard let user = session.user, user.accessToken != nil else {
            throw HTTPFailure(.badRequest, ReturnMessage.userNotFound.message)
        }
        let draft = ContactDraft(
            name: body.identifier("newContactName") ?? "",
            type: body.identifier("newContactType"),
            phoneNumber: number.text,
            additionalSubmission: body["additionalSubmission"]?.objectValue ?? [:]
        )
        do throws(CallLogRefusal) {
            let contact = try await contacts.createContact(draft, as: user)
            return Reply.success(
                ["contact": contact.wire(number: number.text)],
                ReturnMessage("Contact created.", .success, ttlInMilliseconds: 2000)
            )
        } catch {
            if error == .sessionRevoked { return Reply.refusal(error, .createContact) }
            throw HTTPFailure(error.mayPass ? .serviceUnavailable : .badRequest, Self.sentence(error))
        }
    }

    private static func sentence(_ refusal: CallLogRefusal) -> String {
        if case .crm(let error) = refusal, error.mayHaveExecuted {
            return "\(error.platform) did not confirm the new contact. Look for it there before you create it again."
        }
        let message = ReturnMessage.refused(refusal, .createContact)
        return message.details.map { "\(message.message): \($0)" } ?? message.message
    }
}
