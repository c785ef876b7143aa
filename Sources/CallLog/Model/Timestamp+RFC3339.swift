extension Timestamp {
    /// Reads a date and time with its zone (RFC 3339 section 5.6); `nil` if the text is anything else.
    ///
    /// Fractions beyond milliseconds are cut; a leap second counts as the first second of the next minute.
    public init?(rfc3339 text: String) {
        var scanner = DateScanner(text)
        guard let date = scanner.calendarDate(), scanner.take(anyOf: "Tt ") != nil, let time = scanner.fullTime(),
            let offset = scanner.zone(allowingShortForms: false), scanner.isAtEnd
        else { return nil }
        let moment = CivilDate(year: date.year, month: date.month, day: date.day).milliseconds + time
        self.init(milliseconds: moment - Int64(offset) * 1000)
    }

    /// The moment in UTC, `2024-04-18T14:03:21Z`; three decimals follow the seconds only if they are not all zero.
    ///
    /// Years outside 0 to 9999, which RFC 3339 cannot spell, are brought to the nearest moment it can.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``rfc3339``.
    package func appendRFC3339(to bytes: inout [UInt8]) {
        let earliest = CivilDate(year: 0, month: 1, day: 1).milliseconds
        let latest = CivilDate(year: 10_000, month: 1, day: 1).milliseconds - 1
        let date = CivilDate(milliseconds: min(max(milliseconds, earliest), latest))
        bytes.appendDigits(date.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.day, width: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDigits(date.hour, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(date.minute, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(date.second, width: 2)
        if date.millisecond != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.appendDigits(date.millisecond, width: 3)
        }
        bytes.append(UInt8(ascii: "Z"))
    }
}

extension [UInt8] {
    /// Appends a number that is not negative in decimal, with zeros in front up to `width`.
    mutating func appendDigits(_ value: Int, width: Int) {
        let digits = String(value).utf8
        for _ in 0..<Swift.max(0, width - digits.count) { append(UInt8(ascii: "0")) }
        append(contentsOf: digits)
    }
}
