import CallLog
import HTTPCore
import StrictJSON

/// `PATCH /callLog`: changes a logged call; absent fields stay as they are (contract section 5).
struct UpdateCallLogHandler: SessionHandler {
    let callLogs: CallLogService
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard let text = body.identifier("sessionId"), !text.isEmpty else {
            return Reply.failure(.missingField("sessionId"), outcome: "field-missing")
        }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.refusal(.userNotFound, .updateCallLog)
        }
        let change = CallLogService.CallLogChange(
            call: Call(json: body),
            content: CallContent(updateBody: body),
            identity: ExtensionIdentity(body: body, hashing: hashing),
            additionalSubmission: body["additionalSubmission"]?.objectValue ?? [:],
            hashedAccountID: request.headers["rc-account-id"]
                ?? body.identifier("accountId").map { hashing.hash($0) }
        )
        do throws(CallLogRefusal) {
            let (id, note) = try await callLogs.updateCallLog(
                change,
                session: CallSessionID(rawValue: text),
                as: user
            )
            return Reply.success(
                ["logId": .string(id.rawValue), "updatedNote": .string(note)],
                ReturnMessage("Call log updated.", .success, ttlInMilliseconds: 2000)
            )
        } catch {
            return Reply.refusal(error, .updateCallLog)
        }
    }
}
