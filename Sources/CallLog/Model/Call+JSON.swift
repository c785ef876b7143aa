import StrictJSON

extension Call {
    /// Reads `logInfo` or the call part of an update (contract 3.3, 5.1).
    ///
    /// Lenient, as the call is the client's: a member of the wrong type counts as absent, identifiers, names and
    /// numbers may be JSON numbers, and legs that are no objects are passed over.
    public init(json: JSONObject) {
        self.init(
            sessionID: json.identifier("sessionId").map { CallSessionID(rawValue: $0) },
            telephonySessionID: json.identifier("telephonySessionId") ?? json.identifier("id"),
            direction: json["direction"]?.stringValue.flatMap { Direction(rawValue: $0) },
            from: json["from"]?.objectValue.map { CallParty(json: $0) },
            to: json["to"]?.objectValue.map { CallParty(json: $0) },
            startTime: json["startTime"],
            duration: json["duration"],
            result: json["result"]?.printedText,
            legs: json["legs"]?.arrayValue?.compactMap { $0.objectValue.map { CallLeg(json: $0) } } ?? []
        )
    }
}

extension CallParty {
    /// Reads one end of a call; see ``Call/init(json:)`` for what is tolerated.
    public init(json: JSONObject) {
        self.init(
            name: json["name"]?.printedText,
            phoneNumber: json["phoneNumber"]?.printedText,
            extensionNumber: json["extensionNumber"]?.printedText
        )
    }
}

extension CallLeg {
    /// Reads one step of a journey; see ``Call/init(json:)`` for what is tolerated.
    public init(json: JSONObject) {
        self.init(
            direction: json["direction"]?.stringValue.flatMap { Call.Direction(rawValue: $0) },
            legType: json["legType"]?.stringValue,
            from: json["from"]?.objectValue.map { CallParty(json: $0) },
            to: json["to"]?.objectValue.map { CallParty(json: $0) },
            duration: json["duration"]
        )
    }
}

extension JSONObject {
    /// The text or number of a member; `nil` if it is absent, of another type, or empty.
    fileprivate func identifier(_ key: String) -> String? {
        guard let text = self[key]?.printedText, !text.isEmpty else { return nil }
        return text
    }
}

extension JSONValue {
    /// A text as it is, a number as JavaScript prints it; `nil` for anything else and for the number 0, which counts
    /// as absent in the contract.
    var printedText: String? {
        switch self {
        case .string(let text):
            return text
        case .number(let number):
            // Digits stay as written: an identifier may be longer than a double is exact.
            let isPlain = number.text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }
            if isPlain { return number.text == "0" || number.text == "-0" ? nil : number.text }
            guard let double = number.double, double != 0 else { return nil }
            return JSONNumber(double)?.text
        default:
            return nil
        }
    }
}
