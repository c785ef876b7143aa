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
        let number = PhoneNumber(query.e164)
        let national = number?.nationalDigits
        self.digits = digits
        self.national = national
        trunk = number?.countryCode == "7" ? "8" : nil
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
}
