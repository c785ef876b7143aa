import StrictJSON

/// Prints the length of a call (contract 8.6).
enum CallDuration {
    /// `1 hour, 2 minutes, 5 seconds` for a number of seconds or such a number as text, another text as it is.
    ///
    /// `null` and what is below zero print `0 seconds`; a value of another type gives `nil`.
    static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: "0 seconds"
        case .number(let number): number.double.map { text(ofSeconds: $0) }
        case .string(let text): seconds(in: text).map { Self.text(ofSeconds: $0) } ?? text
        case .bool, .array, .object: nil
        }
    }

    /// The number that `text` is; `nil` if it is a word, such as `pending`.
    static func seconds(in text: String) -> Double? {
        let trimmed = text.trimmingBlanks()
        // JavaScript takes a blank text for zero. Double knows spellings that JavaScript does not: "nan", "0x1p3".
        if trimmed.isEmpty { return 0 }
        guard trimmed.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(trimmed),
            value.isFinite
        else { return nil }
        return value
    }

    static func text(ofSeconds total: Double) -> String {
        guard total > 0 else { return "0 seconds" }
        let hours = (total / 3600).rounded(.down)
        let minutes = (total.truncatingRemainder(dividingBy: 3600) / 60).rounded(.down)
        let seconds = total.truncatingRemainder(dividingBy: 60)
        var parts: [String] = []
        for (count, unit) in [(hours, "hour"), (minutes, "minute"), (seconds, "second")] where count > 0 {
            parts.append("\(plainText(of: count)) \(unit)\(count == 1 ? "" : "s")")
        }
        return parts.joined(separator: ", ")
    }

    /// A number as JavaScript prints it: no decimals if it is whole.
    static func plainText(of number: Double) -> String { JSONNumber(number)?.text ?? "\(number)" }
}
