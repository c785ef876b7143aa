import CallLog
import HTTPCore
import StrictJSON

/// `POST /callLog/cacheNote`: keeps the note typed during a call (contract 6.3).
struct CacheNoteHandler: SessionHandler {
    let callLogs: CallLogService

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard let text = body.identifier("sessionId"), case let id = CallSessionID(rawValue: text), !id.isPlaceholder
        else { return Reply.failure(.missingField("sessionId"), outcome: "field-missing") }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.refusal(.userNotFound, .saveNoteCache)
        }
        do throws(CallLogRefusal) {
            try await callLogs.cacheNote(body.typedText("note") ?? "", for: id, as: user)
            // A plain text here, unlike everywhere else: the contract's form.
            return Reply.success(["returnMessage": "Note cache saved"], nil)
        } catch {
            return Reply.refusal(error, .saveNoteCache)
        }
    }
}
