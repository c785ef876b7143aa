import StrictJSON

/// Checks values against the part of JSON Schema that our document uses: `$ref`, `type`, `enum`, `const`,
/// `properties`, `required`, `additionalProperties`, `items`, `anyOf`, and `pattern` for hashes.
///
/// An unknown keyword is a problem, so that no rule is taken for checked that is not.
struct SchemaCheck {
    private static let keywords: Set<String> = [
        "$ref", "type", "enum", "const", "properties", "required", "additionalProperties", "items", "anyOf", "pattern",
        "description", "maxLength",
    ]

    let document: JSONObject

    /// What is wrong with `value`, each with its place.
    func problems(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
        if let name = schema["$ref"]?.stringValue { return problems(value, resolved(name), at: place) }
        var problems = (schema.objectValue?.keys ?? []).filter { !Self.keywords.contains($0) }
            .map { "\(place): unknown keyword \($0)" }
        if let types = schema["type"], !Self.names(types).contains(where: { Self.isA(value, $0) }) {
            problems.append("\(place): \(value.text) is not \(types.text)")
        }
        if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) {
            problems.append("\(place): \(value.text) is none of \(allowed.map(\.text))")
        }
        if let wanted = schema["const"], wanted != value { problems.append("\(place): is not \(wanted.text)") }
        if schema["pattern"] == "^[0-9a-f]{64}$", !Self.isHash(value) { problems.append("\(place): is no hash") }
        if let choices = schema["anyOf"]?.arrayValue {
            let found = choices.map { self.problems(value, $0, at: place) }
            if !found.contains([]) { problems += found.flatMap { $0 } }
        }
        if let object = value.objectValue { problems += members(object, schema, place) }
        if let items = schema["items"] {
            for (index, item) in (value.arrayValue ?? []).enumerated() {
                problems += self.problems(item, items, at: "\(place)[\(index)]")
            }
        }
        return problems
    }

    private func members(_ object: JSONObject, _ schema: JSONValue, _ place: String) -> [String] {
        var problems = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue)
            .filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
        for (key, value) in object.members {
            if let property = schema["properties"]?[key] {
                problems += self.problems(value, property, at: "\(place).\(key)")
            } else if schema["additionalProperties"] == false {
                problems.append("\(place): \(key) is not described")
            } else if let other = schema["additionalProperties"], other.objectValue != nil {
                problems += self.problems(value, other, at: "\(place).\(key)")
            }
        }
        return problems
    }

    /// What a `$ref` within the document names.
    func resolved(_ name: String) -> JSONValue {
        var value = JSONValue.object(document)
        for part in name.split(separator: "/").dropFirst() { value = value[String(part)] ?? .null }
        return value
    }

    private static func names(_ types: JSONValue) -> [String] {
        types.stringValue.map { [$0] } ?? types.arrayValue?.compactMap(\.stringValue) ?? []
    }

    private static func isA(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
            ("number", .number):
            true
        case ("integer", .number(let number)): number.int64 != nil
        default: false
        }
    }

    private static func isHash(_ value: JSONValue) -> Bool {
        value.stringValue.flatMap { RingCentralHash.isHash($0) } ?? false
    }
}

private enum RingCentralHash {
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }
}
