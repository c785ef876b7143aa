import CallLog
import StrictJSON

/// Tells whether an activity is a given draft as written by its owner.
///
/// Owner, person and age must agree in any case. Beyond that either the whole payload does, or the note carries the
/// draft's session-id line: then someone may have edited the rest.
struct PipedriveMatch {
    let personID: Int64
    let ownerID: Int64
    private let subject: String
    private let dueDate: String?
    private let dueTime: String?
    private let duration: String?
    private let note: String
    private let sessionLine: String?

    init(_ draft: CallLogDraft, personID: Int64, ownerID: Int64) {
        self.personID = personID
        self.ownerID = ownerID
        let written = PipedriveActivity.body(
            of: draft,
            type: "",
            ownerID: ownerID,
            personID: personID,
            organizationID: nil
        )
        subject = BareText.of(written["subject"]?.stringValue ?? "")
        dueDate = written["due_date"]?.stringValue
        dueTime = written["due_time"]?.stringValue
        duration = written["duration"]?.stringValue
        note = BareText.of(html: draft.body)
        let isLineShown = draft.body.contains("<b>Session Id</b>: \(draft.sessionID.rawValue)</li>")
        sessionLine = isLineShown ? BareText.of("Session Id: \(draft.sessionID.rawValue)") : nil
    }

    func accepts(_ activity: JSONObject, addedSince earliest: Timestamp, trustingSession: Bool = true) -> Bool {
        guard activity["is_deleted"]?.boolValue != true, activity["owner_id"]?.numberValue?.int64 == ownerID,
            person(of: activity) == personID, let added = Self.addTime(of: activity), added >= earliest
        else { return false }
        let note = BareText.of(html: activity["note"]?.stringValue ?? "")
        if trustingSession, let sessionLine, Self.contains(sessionLine, in: note) { return true }
        return note == self.note && BareText.of(activity["subject"]?.stringValue ?? "") == subject
            && agrees(dueDate, activity["due_date"]?.stringValue)
            && agrees(dueTime, activity["due_time"]?.stringValue.map { Self.minutes($0) })
            && agrees(duration, Self.minutes(activity["duration"]?.stringValue ?? "00:00"))
    }

    /// A value we did not send is not compared: Pipedrive may fill it in.
    private func agrees(_ sent: String?, _ found: String?) -> Bool { sent == nil || sent == found }

    /// `HH:MM` of `HH:MM` or `HH:MM:SS`.
    private static func minutes(_ time: String) -> String { String(time.prefix(5)) }

    private func person(of activity: JSONObject) -> Int64? {
        let participants = activity["participants"]?.arrayValue ?? []
        let primary = participants.first { $0["primary"] == true || $0["primary_flag"] == true }
        return (primary?["person_id"] ?? activity["person_id"])?.numberValue?.int64
    }

    /// RFC 3339, or the older `YYYY-MM-DD HH:MM:SS` in UTC.
    static func addTime(of activity: JSONObject) -> Timestamp? {
        guard let text = activity["add_time"]?.stringValue else { return nil }
        return Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.replacing(" ", with: "T") + "Z")
    }

    /// Whether the line occurs and its number ends where it ends.
    private static func contains(_ line: String, in text: String) -> Bool {
        text.ranges(of: line).contains { range in
            range.upperBound == text.endIndex || !text[range.upperBound].isNumber
        }
    }
}
