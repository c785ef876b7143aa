/// A phone number as the client names it, normalised once.
public struct PhoneNumber: Hashable, Sendable {
    /// Most digits of an internal extension; RingCentral's have three to eight.
    private static let longestExtension = 8
    /// More characters than anybody's number has, punctuation included.
    private static let limitInBytes = 64

    /// `+` and digits for an international number (ITU-T E.164), else the digits alone.
    public let text: String

    /// The number in a text; `nil` if it holds no digit or is longer than any number.
    ///
    /// The client writes numbers into URLs without encoding, so `+` arrives as a blank: a leading blank is a lost `+`
    /// (client.md, General).
    public init?(_ text: String) {
        guard text.utf8.count <= Self.limitInBytes else { return nil }
        let digits = String(decoding: text.utf8.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
        guard !digits.isEmpty else { return nil }
        let beforeDigits = text.prefix { !$0.isNumber }
        self.text = beforeDigits.contains("+") || text.first == " " ? "+\(digits)" : digits
    }

    /// Whether it begins with a country code.
    public var isInternational: Bool { text.first == "+" }

    /// Whether this can only be a number inside the company: no country code, and few digits.
    public var isExtension: Bool { !isInternational && text.utf8.count <= Self.longestExtension }

    /// Country code included, `+` not.
    public var digits: String { isInternational ? String(text.dropFirst()) : text }

    /// `nil` without one: 1 and 7 have one digit, those listed two, all others three (ITU-T E.164, assigned codes).
    public var countryCode: String? {
        let digits = digits
        guard isInternational, digits.utf8.count > 4, let first = digits.first else { return nil }
        if first == "1" || first == "7" { return String(first) }
        let two = String(digits.prefix(2))
        return Self.twoDigitCodes.contains(two) ? two : String(digits.prefix(3))
    }

    /// The digits after the country code; `nil` without a country code.
    public var nationalDigits: String? {
        countryCode.map { String(digits.dropFirst($0.utf8.count)) }
    }

    /// The national number in a pattern of the client's settings, `(***) ***-****`: one star a digit.
    ///
    /// `nil` if the pattern has not exactly as many stars as the number has digits: it is meant for other countries.
    public func formatted(_ pattern: String) -> String? {
        guard let national = nationalDigits, pattern.utf8.count <= Self.limitInBytes,
            pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) == national.utf8.count
        else { return nil }
        var rest = national[...]
        return String(pattern.map { $0 == "*" ? rest.removeFirst() : $0 })
    }

    private static let twoDigitCodes: Set<String> = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ]
}

extension PhoneNumberQuery {
    /// Most alternatives taken from one request.
    private static let alternativeLimit = 5

    /// The number, and what it looks like in each of the user's patterns.
    public init(_ number: PhoneNumber, patterns: [String]) {
        var alternatives: [String] = []
        for pattern in patterns {
            guard let text = number.formatted(pattern), text != number.text, !alternatives.contains(text) else {
                continue
            }
            alternatives.append(text)
        }
        self.init(e164: number.text, alternatives: Array(alternatives.prefix(Self.alternativeLimit)))
    }
}
