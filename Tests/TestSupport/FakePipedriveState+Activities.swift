import CallLog
import StrictJSON

extension FakePipedriveState {
    mutating func createActivity(
        _ call: FakePipedriveCall,
        _ user: Int64,
        at now: Timestamp
    ) -> FakePipedriveAnswer {
        guard let body = Self.body(call) else { return .refused("Bad request", code: "ERR_BAD_REQUEST") }
        for key in ["subject", "type", "participants"] where body[key] == nil { return .invalid(key, "is required") }
        if body["note"] == "" { return .invalid("note", "must not be empty") }
        if let refusal = refusal(of: body) { return refusal }
        let time = JSONValue.string(Timestamp(seconds: now.seconds).rfc3339)
        let id = nextNumber()
        var object: JSONObject = [
            "id": .integer(id), "creator_user_id": .integer(user), "owner_id": .integer(user), "is_deleted": false,
            "add_time": time, "update_time": time, "marked_as_done_time": time, "deal_id": nil, "lead_id": nil,
            "person_id": nil, "org_id": nil, "project_id": nil, "due_date": nil, "due_time": nil, "duration": nil,
            "busy": false, "done": false, "note": nil, "location": nil, "attendees": [], "priority": nil,
            "public_description": nil,
        ]
        Self.apply(body, to: &object)
        let delay = delayOfNextActivity ?? .zero
        delayOfNextActivity = nil
        activities[id] = Activity(object: object, visibleAt: now + delay)
        return .data(.object(object), status: 201)
    }

    mutating func updateActivity(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        guard let id = call.id, var activity = activities[id], activity.object["is_deleted"] != true else {
            return .notFound
        }
        guard let body = Self.body(call), !body.isEmpty else {
            return .refused("Bad request", code: "ERR_BAD_REQUEST")
        }
        if let refusal = refusal(of: body) { return refusal }
        Self.apply(body, to: &activity.object)
        guard activity.object["deal_id"]?.isNull != false || activity.object["lead_id"]?.isNull != false else {
            return .invalid("lead_id", "A deal and a lead cannot be linked at once")
        }
        activity.object["update_time"] = .string(Timestamp(seconds: now.seconds).rfc3339)
        activities[id] = activity
        return .data(.object(activity.object))
    }

    func activity(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        if let refusal = Self.badQuery(call, allowing: ["include_fields"]) { return refusal }
        guard let id = call.id, let activity = activities[id], activity.visibleAt <= now else { return .notFound }
        guard activity.object["is_deleted"] == true else { return .data(.object(activity.object)) }
        switch deletedForm {
        case .notFound: return .notFound
        case .gone: return .gone
        case .flagged: return .data(.object(activity.object))
        }
    }

    mutating func deleteActivity(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        guard let id = call.id, let activity = activities[id], activity.object["is_deleted"] != true else {
            return deletedForm == .gone ? .gone : .notFound
        }
        activities[id]?.object["is_deleted"] = true
        activities[id]?.object["update_time"] = .string(Timestamp(seconds: now.seconds).rfc3339)
        return .data(["id": .integer(id)])
    }

    func listActivities(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        let names: Set<String> = [
            "filter_id", "ids", "owner_id", "deal_id", "lead_id", "person_id", "org_id", "done", "updated_since",
            "updated_until", "sort_by", "sort_direction", "include_fields", "limit", "cursor",
        ]
        if let refusal = Self.badQuery(call, allowing: names) { return refusal }
        guard let limit = Self.limit(call) else { return .invalid("limit", "must be from 1 to 500") }
        let since = call["updated_since"].map { Timestamp(rfc3339: $0) }
        if case .some(.none) = since { return .invalid("updated_since", "must be RFC 3339") }
        if let field = call["sort_by"], !["id", "update_time", "add_time", "due_date"].contains(field) {
            return .invalid("sort_by", "is no field to sort by")
        }
        let start = call["cursor"].map { $0.hasPrefix("c") ? Int($0.dropFirst()) : nil } ?? 0
        guard let start else { return .invalid("cursor", "is not valid") }
        let found = activities.values.filter { activity in
            let object = activity.object
            guard activity.visibleAt <= now, object["is_deleted"] != true else { return false }
            let updated = object["update_time"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
            return Self.agrees(call["person_id"], object["person_id"])
                && Self.agrees(call["owner_id"], object["owner_id"])
                && Self.agrees(call["deal_id"], object["deal_id"])
                && (since.flatMap { $0 }.map { since in updated.map { $0 >= since } ?? false } ?? true)
        }.map(\.object).sorted { Self.id($0) < Self.id($1) }
        let page = found.dropFirst(start).prefix(limit)
        let next: JSONValue = start + page.count < found.count ? .string("c\(start + page.count)") : .null
        return .data(.array(page.map { .object($0) }), additional: ["next_cursor": next])
    }

    private static func apply(_ body: JSONObject, to object: inout JSONObject) {
        for (key, value) in body.members {
            switch key {
            case "due_time", "duration": object[key] = value.stringValue.map { .string($0 + ":00") } ?? .null
            case "note": object[key] = value.stringValue.map { $0.isEmpty ? .null : .string(sanitized($0)) } ?? .null
            case "participants":
                object[key] = value
                object["person_id"] = value.arrayValue?.first { $0["primary"] == true }?["person_id"] ?? .null
            default: object[key] = value
            }
        }
    }

    /// Rewrites HTML as sanitisers do: the same text in other words, and no scripts.
    private static func sanitized(_ html: String) -> String {
        html.replacing("<br>", with: "<br />").replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
            .replacing("</li><li>", with: "</li>\n<li>").replacing("<script>", with: "").replacing(
                "</script>",
                with: ""
            )
    }
}
