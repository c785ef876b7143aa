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

    /// The first of two keys that holds something, as `??` reads them in the reference: null counts as absent.
    func firstIdentifier(_ key: String, in other: JSONObject?) -> String? {
        if let value = self[key], !value.isNull { return identifier(key) }
        return other?.identifier(key)
    }
}
