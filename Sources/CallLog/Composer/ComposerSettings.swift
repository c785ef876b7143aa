import StrictJSON

/// Which parts a log body has, and how it prints dates (contract 8.2).
public struct ComposerSettings: Hashable, Sendable {
    /// A switch of the settings page.
    public struct Switch: Hashable, Sendable {
        /// The key of its value in a user's settings.
        public let id: String
        /// Its value while nobody has chosen one.
        public let isOnByDefault: Bool
        /// What people read beside it.
        public let title: String
    }

    /// Every switch, in the order in which the parts are written.
    public static let switches: [Switch] = table.map(\.entry)

    /// The setting that holds the pattern of dates and times; a text.
    public static let dateFormatID = "logDateFormat"
    /// The pattern while nobody has chosen one.
    public static let defaultDateFormat = "YYYY-MM-DD hh:mm:ss A"
    /// The patterns that the settings page offers (contract 8.6), the default first.
    public static let dateFormats = [
        defaultDateFormat, "YYYY-MM-DD HH:mm:ss", "MM/DD/YYYY hh:mm:ss A", "MM/DD/YYYY HH:mm:ss",
        "DD/MM/YYYY hh:mm:ss A", "DD/MM/YYYY HH:mm:ss",
    ]

    /// See ``dateFormatID``; never empty.
    public let dateFormat: String
    /// One bit for each component that is on.
    private let enabled: UInt32

    /// The settings of a user and of the account the user belongs to, each `{<id>: {"value": ..., "customizable": ...}}`.
    ///
    /// The user's value counts unless the account has an entry of that name that is not customizable (contract 13.1).
    public init(user: JSONObject = [:], account: JSONObject = [:]) {
        self.init { id in
            let own = user[id]?["value"]
            guard let entry = account[id], !entry.isNull else { return own }
            return entry["customizable"] == true ? own ?? entry["value"] : entry["value"]
        }
    }

    /// Values by id, as they are to be applied.
    public init(values: JSONObject) {
        self.init { values[$0] }
    }

    private init(value: (String) -> JSONValue?) {
        var enabled: UInt32 = 0
        for (entry, components) in Self.table {
            guard value(entry.id).flatMap(\.truth) ?? entry.isOnByDefault else { continue }
            for component in components { enabled |= 1 << UInt32(component.rawValue) }
        }
        self.enabled = enabled
        let format = value(Self.dateFormatID)?.stringValue ?? ""
        dateFormat = format.isEmpty ? Self.defaultDateFormat : format
    }

    func isOn(_ component: BodyComponent) -> Bool { enabled & 1 << UInt32(component.rawValue) != 0 }
}

extension ComposerSettings {
    private static let table: [(entry: Switch, components: [BodyComponent])] = [
        on("addCallLogNote", "Agent's note", .note),
        off("addCallSessionId", "Call session id", .sessionID),
        off("addRingCentralUserName", "RingCentral user name", .userName),
        off("addRingCentralNumber", "RingCentral number and extension", .userNumber),
        on("addCallLogSubject", "Call subject", .subject),
        off("addCallLogContactNumber", "Contact's phone number", .contactNumber),
        on("addCallLogDateTime", "Date and time of the call", .dateTime),
        on("addCallLogDuration", "Duration of the call", .duration),
        on("addCallLogResult", "Result of the call", .result),
        on("addCallLogRecording", "Links to recordings", .recordingLink, .voicemailLink),
        on("addCallLogAiNote", "Smart note", .aiNote),
        on("addCallLogTranscript", "Transcript", .transcript),
        on("addCallLogRingSenseRecordingTranscript", "ACE transcript", .aceTranscript),
        on("addCallLogRingSenseRecordingSummary", "ACE summary", .aceSummary),
        on("addCallLogRingSenseRecordingAIScore", "ACE call score", .score),
        on("addCallLogRingSenseRecordingBulletedSummary", "ACE bulleted summary", .aceBulletedSummary),
        on("addCallLogRingSenseRecordingLink", "Link to the ACE recording", .aceRecordingLink),
        on("addCallLogLegs", "Call journey", .journey),
    ]

    private static func on(_ id: String, _ title: String, _ components: BodyComponent...) -> (Switch, [BodyComponent]) {
        (Switch(id: id, isOnByDefault: true, title: title), components)
    }

    private static func off(_ id: String, _ title: String, _ components: BodyComponent...) -> (Switch, [BodyComponent])
    {
        (Switch(id: id, isOnByDefault: false, title: title), components)
    }
}

extension JSONValue {
    /// What JavaScript makes of the value in a condition; `nil` for `null`, which stands for no choice.
    var truth: Bool? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array, .object: true
        }
    }
}
