import CallLog
import StrictJSON

/// How calls and activities spell the same things.
enum PipedriveActivity {
    /// The whole body of a new activity; values we do not have are left out.
    ///
    /// A deal that is no number is left out as well: better a call without its deal than no call.
    static func body(
        of draft: CallLogDraft,
        type: String,
        ownerID: Int64,
        personID: Int64,
        organizationID: Int64?
    ) -> JSONObject {
        var body: JSONObject = [
            "owner_id": .integer(ownerID),
            "subject": .string(draft.subject.isEmpty ? "Call" : draft.subject),
            "type": .string(type),
            "done": true,
            "participants": [["person_id": .integer(personID), "primary": true]],
        ]
        if let organizationID, organizationID > 0 { body["org_id"] = .integer(organizationID) }
        if !draft.body.isEmpty { body["note"] = .string(draft.body) }
        setTimes(draft.startTime, draft.durationInSeconds, in: &body)
        let submission = draft.additionalSubmission
        if case .chosen(let deal) = Choice(submission["deals"]), let id = identifier(deal) {
            body["deal_id"] = .integer(id)
        } else if case .chosen(let lead) = Choice(submission["leads"]), let id = lead.stringValue {
            body["lead_id"] = .string(id)
        }
        return body
    }

    /// The members of an activity that `revision` changes.
    static func changes(for revision: CallLogRevision) -> JSONObject {
        var changes: JSONObject = [:]
        if let subject = revision.subject, !subject.isEmpty { changes["subject"] = .string(subject) }
        if let body = revision.body { changes["note"] = .string(body) }
        setTimes(revision.startTime, revision.durationInSeconds, in: &changes)
        return changes
    }

    private static func setTimes(_ start: Timestamp?, _ seconds: Int64?, in body: inout JSONObject) {
        if let start {
            body["due_date"] = .string(dueDate(start))
            body["due_time"] = .string(dueTime(start))
        }
        if let seconds { body["duration"] = .string(duration(seconds)) }
    }

    /// `YYYY-MM-DD` in UTC.
    static func dueDate(_ start: Timestamp) -> String { String(start.rfc3339.prefix(10)) }

    /// `HH:MM` in UTC.
    static func dueTime(_ start: Timestamp) -> String { String(start.rfc3339.dropFirst(11).prefix(5)) }

    /// `HH:MM`, rounded to the nearest minute, but never less than one minute for a call that lasted.
    ///
    /// Longer than 99:59 cannot be spelled and is cut to that.
    static func duration(_ seconds: Int64) -> String {
        guard seconds > 0 else { return "00:00" }
        let seconds = min(seconds, 99 * 3600 + 59 * 60)
        let minutes = max(1, (seconds + 30) / 60)
        return "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }

    /// A positive number from its digits; `nil` for anything else, among it signs and blanks.
    static func identifier(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text), number > 0
        else { return nil }
        return number
    }

    static func identifier(_ value: JSONValue) -> Int64? {
        if let number = value.numberValue?.int64 { return number > 0 ? number : nil }
        return value.stringValue.flatMap { identifier($0) }
    }

    /// What a form says about a deal or a lead.
    enum Choice: Equatable {
        case absent
        case cleared
        case chosen(JSONValue)

        /// `none` is the option that the client adds to every list.
        init(_ value: JSONValue?) {
            switch value {
            case nil: self = .absent
            case .null?, .string("")?, .string("none")?, .bool(false)?: self = .cleared
            case .number(let number)? where number.double == 0: self = .cleared
            case .some(let value): self = .chosen(value)
            }
        }
    }
}
