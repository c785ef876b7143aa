import StrictJSON

extension JSONObject {
    /// A text, or a number's spelling; `nil` for anything else and for a text longer than the limit.
    func identifier(_ key: String, limitInBytes: Int = 255) -> String? {
        guard let text = self[key]?.textValue, text.utf8.count <= limitInBytes else { return nil }
        return text
    }

    func text(_ key: String) -> String? {
        self[key]?.stringValue
    }

    /// A text that somebody typed, without the control characters that no form shows: tab and line ends stay.
    func typedText(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        guard text.utf8.contains(where: Self.isUnwanted) else { return text }
        return String(decoding: text.utf8.filter { !Self.isUnwanted($0) }, as: UTF8.self)
    }

    /// C0 and DEL; in UTF-8 these bytes are never part of another character.
    private static func isUnwanted(_ byte: UInt8) -> Bool {
        byte == 0x7F || (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D)
    }

    /// The first of two keys that holds something, as `??` reads them in the reference: null counts as absent.
    func firstIdentifier(_ key: String, in other: JSONObject?) -> String? {
        if let value = self[key], !value.isNull { return identifier(key) }
        return other?.identifier(key)
    }
}
