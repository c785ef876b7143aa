import CallLog

/// Which numbers of a Pipedrive person are the one we look for.
///
/// People type numbers as they like, and the search finds them by part, so what comes back is compared by significant
/// digits:
///
/// 1. An extension (`ext. 5`, `x5`, `;ext=5`, `#5`), a `(0)` and everything but digits are dropped.
/// 2. A number that begins with `+`, `00` or `011` is international: all its digits must agree.
/// 3. Any other agrees if it is all the digits without the `+`, or the national number with or without trunk zeros
///    (for Russia and Kazakhstan the trunk 8).
/// 4. It also agrees if it has the very digits, seven or more, of another way to write the number that the user set.
struct PipedrivePhoneNumber {
    /// What to search for: the national number, as most accounts hold it in some form.
    let term: String
    private let digits: String
    /// `nil` for a number without country code.
    private let national: String?
    private let trunk: String?
    private let alternatives: Set<String>

    init(_ query: PhoneNumberQuery) {
        let digits = Self.digits(of: query.e164)
        let code = query.e164.first == "+" ? Self.countryCode(of: digits) : nil
        let national = code.map { String(digits.dropFirst($0.count)) }
        self.digits = digits
        self.national = national
        trunk = code == "7" ? "8" : nil
        term = national.flatMap { $0.isEmpty ? nil : $0 } ?? digits
        alternatives = Set(query.alternatives.map { Self.digits(of: $0) }.filter { $0.count >= 7 })
    }

    func isSame(as text: String) -> Bool {
        let candidate = Self.withoutExtension(text)
        let digits = Self.digits(of: candidate)
        guard digits.count >= 3 else { return false }
        if alternatives.contains(digits) { return true }
        guard let national else { return Self.significant(digits) == Self.significant(self.digits) }
        if candidate.first(where: { $0 != " " && $0 != "(" }) == "+" { return digits == self.digits }
        if digits.hasPrefix("00") { return digits.dropFirst(2) == self.digits }
        if digits.hasPrefix("011"), digits.dropFirst(3) == self.digits { return true }
        if digits == self.digits || Self.significant(digits) == Self.significant(national) { return true }
        return trunk.map { digits == $0 + national } ?? false
    }

    private static func digits(of text: String) -> String {
        String(decoding: text.utf8.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
    }

    private static func significant(_ digits: String) -> Substring { digits.drop { $0 == "0" } }

    private static func withoutExtension(_ text: String) -> String {
        let end = text.firstIndex { $0.isLetter || $0 == ";" || $0 == "#" || $0 == "," }
        let number = end.map { text[..<$0] } ?? text[...]
        return String(number.replacing("(0)", with: ""))
    }

    /// The country code at the start of the digits (ITU-T E.164): 1 and 7 have one digit, those listed two, all
    /// others three.
    private static func countryCode(of digits: String) -> String? {
        guard digits.count > 4, let first = digits.first else { return nil }
        if first == "1" || first == "7" { return String(first) }
        let two = String(digits.prefix(2))
        return twoDigitCodes.contains(two) ? two : String(digits.prefix(3))
    }

    private static let twoDigitCodes: Set<String> = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ]
}
