import CallLog
import HTTPCore
import StrictJSON

/// `PUT /callDisposition`: stores dispositions beside a logged call (contract section 6).
struct DispositionHandler: SessionHandler {
    let callLogs: CallLogService
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard let text = body.identifier("sessionId"), !text.isEmpty else {
            return Reply.failure(.missingField("sessionId"), outcome: "field-missing")
        }
        guard let values = body["dispositions"]?.objectValue else {
            return Reply.failure(.missingField("dispositions"), outcome: "field-missing")
        }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.failure(
                ReturnMessage("Cannot find user", ttlInMilliseconds: 3000),
                outcome: "user-not-found"
            )
        }
        // The client always adds the note, which is no disposition.
        var dispositions = values
        dispositions["note"] = nil
        do throws(CallLogRefusal) {
            _ = try await callLogs.setDisposition(
                dispositions,
                session: CallSessionID(rawValue: text),
                identity: ExtensionIdentity(body: body, hashing: hashing),
                as: user
            )
            return Reply.success([:], nil)
        } catch {
            return Reply.refusal(error, .upsertCallDisposition)
        }
    }
}
