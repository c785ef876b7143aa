import StrictJSON

extension CallLogDraft {
    /// The form kept, sealed, in the claim row.
    public var json: JSONObject {
        var object: JSONObject = [
            "sessionId": .string(sessionID.rawValue),
            "contact": [
                "id": .string(contact.id.rawValue), "type": .string(contact.type), "name": .string(contact.name),
                "phoneNumber": .string(contact.phoneNumber),
            ],
            "subject": .string(subject),
            "body": .string(body),
            "note": .string(note),
            "additionalSubmission": .object(additionalSubmission),
        ]
        object["direction"] = direction.map { .string($0.rawValue) }
        object["startTime"] = startTime.map { .integer($0.milliseconds) }
        object["duration"] = durationInSeconds.map { .integer($0) }
        object["hashedAccountId"] = hashedAccountID.map { .string($0) }
        return object
    }

    /// Reads ``json`` back; `nil` if it is not a draft.
    public init?(json: JSONObject) {
        guard let session = json["sessionId"]?.stringValue, let contact = json["contact"]?.objectValue,
            let contactID = contact["id"]?.stringValue, let subject = json["subject"]?.stringValue,
            let body = json["body"]?.stringValue
        else { return nil }
        self.init(
            sessionID: CallSessionID(rawValue: session),
            contact: CallContact(
                id: ContactID(rawValue: contactID),
                type: contact["type"]?.stringValue ?? "",
                name: contact["name"]?.stringValue ?? "",
                phoneNumber: contact["phoneNumber"]?.stringValue ?? ""
            ),
            direction: json["direction"]?.stringValue.flatMap { Call.Direction(rawValue: $0) },
            subject: subject,
            body: body,
            note: json["note"]?.stringValue ?? "",
            startTime: json["startTime"]?.numberValue?.int64.map { Timestamp(milliseconds: $0) },
            durationInSeconds: json["duration"]?.numberValue?.int64,
            additionalSubmission: json["additionalSubmission"]?.objectValue ?? [:],
            hashedAccountID: json["hashedAccountId"]?.stringValue
        )
    }
}
