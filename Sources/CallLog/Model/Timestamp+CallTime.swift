import StrictJSON

extension Timestamp {
    /// Furthest moment on either side of 1970 that JavaScript's dates reach.
    private static let reach: Int64 = 8_640_000_000_000_000

    /// The start of a call as clients spell it (contract 3.3 and 8.6); `nil` if the value is no usable date.
    ///
    /// A number is epoch milliseconds, of which 0 counts as absent. A text is an ISO 8601 date, taken as UTC if it
    /// names no zone, or else epoch milliseconds in digits. Milliseconds are cut, never rounded.
    public init?(callTime value: JSONValue) {
        switch value {
        case .number(let number):
            guard let milliseconds = number.double, milliseconds != 0 else { return nil }
            self.init(epoch: milliseconds)
        case .string(let text):
            if let moment = Timestamp(iso8601: text) {
                self = moment
            } else {
                let trimmed = text.trimmingBlanks()
                // Only plain digits: Double would take "nan", "0x10" and "1e3" as well.
                let isPlain = trimmed.utf8.allSatisfy { "0123456789+-.".utf8.contains($0) }
                guard isPlain, let milliseconds = Double(trimmed) else { return nil }
                self.init(epoch: milliseconds)
            }
        default:
            return nil
        }
    }

    private init?(epoch milliseconds: Double) {
        guard milliseconds.isFinite, abs(milliseconds) <= Double(Self.reach) else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    /// ISO 8601 as JavaScript date libraries take it: extended or basic, calendar, week or ordinal date, time and zone
    /// optional, blanks around it ignored.
    init?(iso8601 text: String) {
        var scanner = DateScanner(text)
        scanner.skipBlanks()
        guard let date = scanner.isoDate() else { return nil }
        var milliseconds = Int64(date.daysSince1970) * CivilDate.millisecondsPerDay
        if scanner.take(anyOf: "Tt ") != nil, !scanner.isAtEnd {
            guard let time = scanner.isoTime() else { return nil }
            milliseconds += time
            scanner.skipBlanks()
            if !scanner.isAtEnd {
                guard let offset = scanner.zone(allowingShortForms: true) else { return nil }
                milliseconds -= Int64(offset) * 1000
            }
        }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension DateScanner {
    /// `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-DDD`, `YYYYDDD`, `YYYY-Www[-D]`, `YYYYWww[D]`, `YYYY-MM`, `YYYYMM` or `YYYY`.
    ///
    /// A longer run of digits is no date: it is left to be read as epoch milliseconds.
    fileprivate mutating func isoDate() -> CivilDate? {
        guard digitsAhead <= 8, let year = number(4) else { return nil }
        let isExtended = take("-")
        if take("W") { return weekDate(of: year, isExtended: isExtended) }
        switch digitsAhead {
        case 0: return isExtended ? nil : CivilDate(year: year, month: 1, day: 1)
        case 2:
            guard let month = number(2), (1...12).contains(month) else { return nil }
            guard isExtended, take("-") else { return CivilDate(year: year, month: month, day: 1) }
            return day(in: month, of: year)
        case 3:
            guard let ordinal = number(3), (1...(CivilDate.isLeap(year) ? 366 : 365)).contains(ordinal) else {
                return nil
            }
            return CivilDate(year: year, month: 1, day: ordinal).normalized
        case 4:
            guard !isExtended, let month = number(2), (1...12).contains(month) else { return nil }
            return day(in: month, of: year)
        default: return nil
        }
    }

    private mutating func day(in month: Int, of year: Int) -> CivilDate? {
        guard let day = number(2), (1...CivilDate.days(inMonth: month, of: year)).contains(day) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private mutating func weekDate(of year: Int, isExtended: Bool) -> CivilDate? {
        guard let week = number(2), (1...53).contains(week) else { return nil }
        var day = 1
        if isExtended ? take("-") : digitsAhead > 0 {
            guard let value = number(1), (1...7).contains(value) else { return nil }
            day = value
        }
        // Week 1 is the week, from Monday on, that holds 4 January.
        let fourth = CivilDate(year: year, month: 1, day: 4)
        let monday = fourth.daysSince1970 - (fourth.weekday + 6) % 7
        return CivilDate(days: monday + (week - 1) * 7 + day - 1)
    }

    /// `HH`, `HH:MM`, `HHMM`, `HH:MM:SS`, `HHMMSS` with an optional fraction of the second, in milliseconds.
    fileprivate mutating func isoTime() -> Int64? {
        guard let hour = number(2), hour <= 24 else { return nil }
        var (minute, second, fraction) = (0, 0, 0)
        let isExtended = take(":")
        if isExtended || digitsAhead > 0 {
            guard let value = number(2), value < 60 else { return nil }
            minute = value
            if isExtended ? take(":") : digitsAhead > 0 {
                guard let value = number(2), value < 60, let rest = self.fraction(marks: ".,") else { return nil }
                (second, fraction) = (value, rest)
            }
        }
        // 24:00 is the end of the day, and nothing comes after it.
        if hour == 24, minute + second + fraction > 0 { return nil }
        return Int64(((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }
}

extension CivilDate {
    init(days: Int) {
        self.init(milliseconds: Int64(days) * Self.millisecondsPerDay)
    }

    /// The day meant where `day` counts on past the end of its month.
    fileprivate var normalized: CivilDate { CivilDate(days: daysSince1970) }
}

extension String {
    func trimmingBlanks() -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
