/// Reads the parts of an ISO 8601 date from left to right.
struct DateScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// How many digits follow from here.
    var digitsAhead: Int { bytes[position...].prefix { Self.isDigit($0) }.count }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    /// The next byte if it is one of `choices`, which is then consumed.
    mutating func take(anyOf choices: StaticString) -> UInt8? {
        guard position < bytes.count, choices.description.utf8.contains(bytes[position]) else { return nil }
        position += 1
        return bytes[position - 1]
    }

    /// Exactly `count` digits.
    mutating func number(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard Self.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += count
        return value
    }

    /// `YYYY-MM-DD`, a day that exists.
    mutating func calendarDate() -> CivilDate? {
        guard let year = number(4), take("-"), let month = number(2), (1...12).contains(month), take("-"),
            let day = number(2), (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `HH:MM:SS[.fraction]` in milliseconds.
    mutating func fullTime() -> Int64? {
        guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60, take(":"),
            let second = number(2), second <= 60, let fraction = fraction(marks: ".")
        else { return nil }
        return Int64(((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }

    /// An optional fraction of a second in whole milliseconds; `nil` if a mark is not followed by a digit.
    mutating func fraction(marks: StaticString) -> Int? {
        guard take(anyOf: marks) != nil else { return 0 }
        let count = digitsAhead
        guard count > 0 else { return nil }
        var value = 0
        for index in 0..<3 {
            value = value * 10 + (index < count ? Int(bytes[position + index] - UInt8(ascii: "0")) : 0)
        }
        position += count
        return value
    }

    /// `Z`, `+HH:MM` or, as a short form, `+HHMM` or `+HH`, in seconds east of UTC.
    mutating func zone(allowingShortForms: Bool) -> Int? {
        if take(anyOf: "Zz") != nil { return 0 }
        guard let sign = take(anyOf: "+-"), let hours = number(2), hours < 24 else { return nil }
        var minutes = 0
        if take(":") || (allowingShortForms && digitsAhead > 0) {
            guard let value = number(2), value < 60 else { return nil }
            minutes = value
        } else if !allowingShortForms {
            return nil
        }
        let seconds = (hours * 60 + minutes) * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
            position += 1
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
