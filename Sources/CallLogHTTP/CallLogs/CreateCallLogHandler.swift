import CallLog
import HTTPCore
import StrictJSON

/// `POST /callLog`: logs one call in the caller's CRM (contract section 3).
///
/// A business refusal is still a `200`: the client reads `successful`, not the status. Only a request we cannot
/// attribute or parse is a `400`.
struct CreateCallLogHandler: SessionHandler {
    /// Contact ids the client uses for "none chosen yet" (contract 14.7 item 82).
    private static let placeholders: Set<String> = ["createNewContact", "searchContact"]

    let callLogs: CallLogService
    let hashing: any IdentifierHashing

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard let info = body["logInfo"]?.objectValue else { return missing("logInfo") }
        guard let text = info.identifier("sessionId"), case let id = CallSessionID(rawValue: text), !id.isPlaceholder
        else { return missing("logInfo.sessionId") }
        let call = Call(json: info)
        guard let party = call.contactParty else {
            return missing(call.direction == .inbound ? "logInfo.from" : "logInfo.to")
        }
        guard let user = session.user, user.accessToken != nil else {
            return Reply.refusal(.userNotFound, .createCallLog)
        }
        let new = CallLogService.NewCallLog(
            call: call,
            content: CallContent(createBody: body, call: info),
            contact: contact(in: body, party),
            identity: ExtensionIdentity(body: body, hashing: hashing),
            additionalSubmission: body["additionalSubmission"]?.objectValue ?? [:],
            hashedAccountID: request.headers["rc-account-id"]
                ?? info.identifier("accountId").map { hashing.hash($0) },
            requestDigest: hashing.digest(request.body)
        )
        do throws(CallLogRefusal) {
            let logID = try await callLogs.createCallLog(new, session: id, as: user)
            return Reply.success(
                ["logId": .string(logID.rawValue)],
                ReturnMessage("Call logged", .success, ttlInMilliseconds: 2000)
            )
        } catch {
            return Reply.refusal(error, .createCallLog)
        }
    }

    private func contact(in body: JSONObject, _ party: CallParty) -> CallContact? {
        guard let id = body.identifier("contactId"), !id.isEmpty, id != "0", !Self.placeholders.contains(id) else {
            return nil
        }
        return CallContact(
            id: ContactID(rawValue: id),
            type: body.text("contactType") ?? "",
            name: body.text("contactName") ?? "",
            phoneNumber: party.phoneNumber ?? ""
        )
    }

    private func missing(_ field: String) -> HTTPResponse {
        Reply.failure(.missingField(field), outcome: "field-missing")
    }
}
