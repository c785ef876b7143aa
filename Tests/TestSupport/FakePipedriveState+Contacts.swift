import CallLog
import StrictJSON

extension FakePipedriveState {
    func person(_ call: FakePipedriveCall) -> FakePipedriveAnswer {
        if let refusal = Self.badQuery(call, allowing: []) { return refusal }
        guard let id = call.id, let person = persons[id] else { return .notFound }
        return .data(.object(person))
    }

    func search(_ call: FakePipedriveCall) -> FakePipedriveAnswer {
        let names: Set<String> = [
            "term", "fields", "exact_match", "organization_id", "include_fields", "limit", "cursor",
        ]
        if let refusal = Self.badQuery(call, allowing: names) { return refusal }
        guard let term = call["term"], term.count >= 2 else {
            return .invalid("term", "Search term must have at least 2 characters")
        }
        guard let limit = Self.limit(call) else { return .invalid("limit", "must be from 1 to 500") }
        guard let exact = call["exact_match"].map({ Bool($0) }) ?? false else {
            return .invalid("exact_match", "must be a boolean")
        }
        let digits = term.filter(\.isNumber)
        let found = persons.values.filter { person in
            switch call["fields"] {
            case "phone":
                return Self.phones(person).contains { phone in
                    exact ? phone == term : !digits.isEmpty && phone.filter(\.isNumber).contains(digits)
                }
            case "name":
                let name = (person["name"]?.stringValue ?? "").lowercased()
                return exact ? name == term.lowercased() : name.contains(term.lowercased())
            default: return false
            }
        }
        let items = found.sorted { Self.id($0) < Self.id($1) }.prefix(limit).map { person -> JSONValue in
            let organization: JSONValue =
                person["org_id"]?.numberValue.map { .object(["id": .number($0), "name": "Org"]) } ?? .null
            return [
                "result_score": 1,
                "item": [
                    "id": person["id"] ?? .null, "type": "person", "name": person["name"] ?? .null,
                    "phones": .array(Self.phones(person).map { .string($0) }), "emails": [],
                    "owner": ["id": 777], "organization": organization,
                ],
            ]
        }
        return .data(["items": .array(items)], additional: ["next_cursor": nil])
    }

    mutating func createPerson(_ call: FakePipedriveCall, _ user: Int64) -> FakePipedriveAnswer {
        guard let body = Self.body(call) else { return .refused("Bad request", code: "ERR_BAD_REQUEST") }
        let allowed: Set<String> = [
            "name", "owner_id", "org_id", "phones", "emails", "visible_to", "label_ids", "add_time",
        ]
        if let key = body.keys.first(where: { !allowed.contains($0) }) { return .unknown(key) }
        guard let name = body["name"]?.stringValue, !name.isEmpty else { return .invalid("name", "is required") }
        for phone in body["phones"]?.arrayValue ?? [] {
            guard let phone = phone.objectValue, phone.keys.allSatisfy({ ["value", "primary", "label"].contains($0) }),
                phone["value"]?.stringValue?.isEmpty == false, phone["primary"]?.boolValue != nil
            else { return .invalid("phones", "must be a list of phone numbers") }
        }
        let id = nextNumber()
        persons[id] = [
            "id": .integer(id), "name": .string(name), "owner_id": .integer(user), "org_id": .null,
            "phones": body["phones"] ?? [], "emails": [], "is_deleted": false,
        ]
        return .data(.object(persons[id] ?? [:]), status: 201)
    }

    func deals(_ call: FakePipedriveCall) -> FakePipedriveAnswer {
        let names: Set<String> = [
            "filter_id", "ids", "owner_id", "person_id", "org_id", "pipeline_id", "stage_id", "status",
            "updated_since", "updated_until", "sort_by", "sort_direction", "include_fields", "limit", "cursor",
        ]
        if let refusal = Self.badQuery(call, allowing: names) { return refusal }
        guard let limit = Self.limit(call) else { return .invalid("limit", "must be from 1 to 500") }
        let found = deals.values.filter { deal in
            Self.agrees(call["person_id"], deal["person_id"]) && Self.agrees(call["owner_id"], deal["owner_id"])
                && (call["status"] == nil || deal["status"]?.stringValue == call["status"])
        }
        let page = found.sorted { Self.id($0) < Self.id($1) }.prefix(limit)
        return .data(.array(page.map { .object($0) }), additional: ["next_cursor": nil])
    }

    func leads(_ call: FakePipedriveCall) -> FakePipedriveAnswer {
        let names: Set<String> = ["limit", "start", "owner_id", "person_id", "organization_id", "filter_id", "sort"]
        if let refusal = Self.badQuery(call, allowing: names) { return refusal }
        guard let limit = Self.limit(call) else { return .v1("limit must be from 1 to 500", status: 400) }
        let found = leads.filter { lead in
            Self.agrees(call["person_id"], lead["person_id"]) && Self.agrees(call["owner_id"], lead["owner_id"])
        }
        return .data(.array(found.prefix(limit).map { .object($0) }))
    }

    func activityTypes() -> FakePipedriveAnswer {
        let items = types.enumerated().map { index, type -> JSONValue in
            [
                "id": .integer(index + 1), "name": .string(type.name), "icon_key": "call", "color": nil,
                "order_nr": .integer(index + 1), "key_string": .string(type.key),
                "active_flag": .bool(type.isActive), "is_custom_flag": false,
            ]
        }
        return .data(.array(items))
    }

    static func id(_ object: JSONObject) -> Int64 { object["id"]?.numberValue?.int64 ?? 0 }

    /// 1 to 500, 100 if the call names none.
    static func limit(_ call: FakePipedriveCall) -> Int? {
        guard let text = call["limit"] else { return 100 }
        return Int(text).flatMap { (1...500).contains($0) ? $0 : nil }
    }

    static func agrees(_ wanted: String?, _ value: JSONValue?) -> Bool {
        wanted == nil || value?.numberValue?.text == wanted
    }

    static func body(_ call: FakePipedriveCall) -> JSONObject? {
        guard call.contentType?.hasPrefix("application/json") == true else { return nil }
        do throws(JSONError) {
            return try JSONValue(parsing: call.body).objectValue
        } catch {
            return nil
        }
    }

    private static func phones(_ person: JSONObject) -> [String] {
        (person["phones"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
    }
}
