import CallLog
import StrictJSON

extension FakePipedriveState {
    private static let noteLimit = 100_000

    /// Why the body of an activity is refused; `nil` if it is not.
    func refusal(of body: JSONObject) -> FakePipedriveAnswer? {
        for (key, value) in body.members {
            if let refusal = refusal(of: key, value) { return refusal }
        }
        if body["due_time"] != nil, body["due_date"] == nil {
            return .invalid("due_time", "This value is not a valid datetime.")
        }
        if let deal = body["deal_id"], let lead = body["lead_id"], !deal.isNull, !lead.isNull {
            return .invalid("lead_id", "A deal and a lead cannot be linked at once")
        }
        return nil
    }

    private func refusal(of key: String, _ value: JSONValue) -> FakePipedriveAnswer? {
        switch key {
        case "person_id":
            return .refused(
                "'person_id' is a read-only field. Add a primary participant to set 'person_id' instead.",
                code: "ERR_BAD_REQUEST"
            )
        case "subject":
            return value.stringValue?.isEmpty == false ? nil : .invalid(key, "must be a non-empty string")
        case "type":
            let isKnown = types.contains { $0.isActive && $0.key == value.stringValue }
            return isKnown ? nil : .invalid(key, "This activity type does not exist")
        case "owner_id":
            return number(value).map { users[$0] != nil } == true ? nil : .invalid(key, "must be a user's number")
        case "org_id", "project_id", "priority":
            return value.isNull || number(value) != nil ? nil : .invalid(key, "must be a number")
        case "deal_id":
            return value.isNull || number(value).map { deals[$0] != nil } == true
                ? nil : .invalid(key, "must be a deal's number")
        case "lead_id":
            return value.isNull || leads.contains { $0["id"] == value } ? nil : .invalid(key, "must be a lead's id")
        case "due_date":
            return Self.isDate(value) ? nil : .invalid(key, "This value is not a valid date.")
        case "due_time":
            return Self.isTime(value, hours: 0...23) ? nil : .invalid(key, "This value is not a valid datetime.")
        case "duration":
            return Self.isTime(value, hours: 0...99) ? nil : .invalid(key, "This value is not a valid time.")
        case "done", "busy":
            return value.boolValue != nil ? nil : .invalid(key, "must be a boolean")
        case "note":
            guard let note = value.stringValue else { return .invalid(key, "must be a string") }
            return note.utf8.count <= Self.noteLimit ? nil : .invalid(key, "must not exceed 100 kB")
        case "participants": return participants(value)
        default: return .unknown(key)
        }
    }

    private func participants(_ value: JSONValue) -> FakePipedriveAnswer? {
        guard let list = value.arrayValue, !list.isEmpty else { return .invalid("participants", "must be a list") }
        for participant in list {
            guard let object = participant.objectValue, object.keys.sorted() == ["person_id", "primary"],
                object["primary"]?.boolValue != nil, let id = object["person_id"].flatMap({ number($0) })
            else { return .invalid("participants", "must be person_id and primary") }
            guard persons[id] != nil else { return .invalid("participants", "The person does not exist") }
        }
        return nil
    }

    /// A plain whole number: `1.0` and texts are refused.
    private func number(_ value: JSONValue) -> Int64? { value.numberValue.flatMap { Int64($0.text) } }

    private static func isDate(_ value: JSONValue) -> Bool {
        guard let text = value.stringValue, text.utf8.count == 10 else { return false }
        return Timestamp(rfc3339: text + "T00:00:00Z") != nil
    }

    private static func isTime(_ value: JSONValue, hours: ClosedRange<Int>) -> Bool {
        guard let text = value.stringValue, text.utf8.count == 5, text.utf8.dropFirst(2).first == UInt8(ascii: ":")
        else { return false }
        let digits = text.utf8.prefix(2) + text.utf8.suffix(2)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let hour = Int(text.prefix(2)),
            let minute = Int(text.suffix(2))
        else { return false }
        return hours.contains(hour) && minute < 60
    }
}
