import StrictJSON

/// Composes log bodies from JSON Lines: the way to see what a body will look like without a CRM.
///
/// A line is `{"id": ..., "in": {...}}`, with the input names of the contract's vectors (8.8) and `timezoneName` and
/// `clearNote`; `existing` is always the body itself. The answer is `{"id": ..., "out": ...}`, or
/// `{"id": ..., "error": ...}` with the same `id`.
public struct ComposeLine: Sendable {
    private let composer: CallLogComposer

    /// With the system's time zones, by default.
    public init(composer: CallLogComposer = CallLogComposer()) {
        self.composer = composer
    }

    /// The answer to one line, without a line feed; `nil` to a blank line.
    public func answer(to line: [UInt8]) -> [UInt8]? {
        guard !line.allSatisfy(\.isBlank) else { return nil }
        var id = JSONValue.null
        do {
            let request = try Self.object(line)
            id = request["id"] ?? .null
            let output = composer.compose(try Self.input(request))
            return JSONValue.object(["id": id, "out": .string(output.text)]).encoded
        } catch {
            return JSONValue.object(["id": id, "error": .string(error.message)]).encoded
        }
    }

    private static func object(_ line: [UInt8]) throws(Refusal) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: line, limits: JSONValue.Limits(depth: 32, tokens: 200_000))
        } catch {
            throw Refusal("not JSON: \(error.reason.rawValue) at byte \(error.offset)")
        }
        guard let object = value.objectValue else { throw Refusal("not a JSON object") }
        return object
    }

    private static func input(_ request: JSONObject) throws(Refusal) -> CallLogComposer.Input {
        guard let members = request["in"]?.objectValue else { throw Refusal("in: expected an object") }
        let reader = MemberReader(members: members)
        guard let name = try reader.text("format") else { throw Refusal("format: missing") }
        guard let format = BodyFormat(rawValue: name) else { throw Refusal("format: unknown: \(name)") }
        var call = try reader.object("callLog").map { Call(json: $0) } ?? Call()
        call.startTime =
            try reader.value("startTime", of: "a text or a number") { $0.textValue != nil } ?? call.startTime
        call.result = try reader.text("result") ?? call.result
        // Unlike the others, a duration of null says something: none.
        if let duration = members["duration"] {
            guard duration.isNull || duration.textValue != nil else {
                throw Refusal("duration: expected a number or text")
            }
            call.duration = duration
        }
        return CallLogComposer.Input(
            format: format,
            existing: try reader.text("existing") ?? "",
            call: call,
            content: try content(reader),
            contactPhoneNumber: try reader.textOrNumber("contactPhoneNumber"),
            settings: try settings(reader),
            timeZoneName: try reader.text("timezoneName"),
            timeZoneOffset: try reader.textOrNumber("timezoneOffset"),
            clearNote: try reader.value("clearNote", of: "true or false") { $0.boolValue != nil } == true
        )
    }

    private static func content(_ reader: MemberReader) throws(Refusal) -> CallContent {
        CallContent(
            note: try reader.text("note"),
            subject: try reader.text("subject"),
            recordingLink: try reader.text("recordingLink"),
            voicemailLink: try reader.text("voicemailLink"),
            aiNote: try reader.text("aiNote"),
            transcript: try reader.text("transcript"),
            aceTranscript: try reader.text("ringSenseTranscript"),
            aceSummary: try reader.text("ringSenseSummary"),
            aceBulletedSummary: try reader.text("ringSenseBulletedSummary"),
            aceScore: try reader.value("ringSenseAIScore", of: "a text, a number or an object") {
                $0.textValue != nil || $0.objectValue != nil
            },
            aceRecordingLink: try reader.text("ringSenseLink")
        )
    }

    private static func settings(_ reader: MemberReader) throws(Refusal) -> ComposerSettings {
        let values = try reader.object("settings") ?? [:]
        for (id, value) in values.members where !value.isNull {
            guard id == ComposerSettings.dateFormatID ? value.stringValue != nil : value.boolValue != nil else {
                let isKnown = id == ComposerSettings.dateFormatID || ComposerSettings.switches.contains { $0.id == id }
                if isKnown { throw Refusal("settings.\(id): wrong type") }
                continue
            }
        }
        return ComposerSettings(values: values)
    }
}

/// Why a line gives no body.
private struct Refusal: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Reads the members of a line; `null` counts as absent, and a member of the wrong type refuses the line.
private struct MemberReader {
    let members: JSONObject

    func value(_ key: String, of kind: String, _ isRight: (JSONValue) -> Bool) throws(Refusal) -> JSONValue? {
        guard let value = members[key], !value.isNull else { return nil }
        guard isRight(value) else { throw Refusal("\(key): expected \(kind)") }
        return value
    }

    func text(_ key: String) throws(Refusal) -> String? {
        try value(key, of: "a text") { $0.stringValue != nil }?.stringValue
    }

    func textOrNumber(_ key: String) throws(Refusal) -> String? {
        try value(key, of: "a text or a number") { $0.textValue != nil }?.textValue
    }

    func object(_ key: String) throws(Refusal) -> JSONObject? {
        try value(key, of: "an object") { $0.objectValue != nil }?.objectValue
    }
}
