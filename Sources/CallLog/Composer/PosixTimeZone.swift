/// The rule at the end of a zone file: a `TZ` text of POSIX with the extensions of RFC 9636 section 3.3.1.
///
/// `CET-1CEST,M3.5.0,M10.5.0/3`, `<+03>-3`, `EET-2EEST,M3.4.4/50,M10.4.4/50`.
struct PosixTimeZone: Sendable {
    /// When clocks change, in one year.
    struct Change: Sendable {
        enum Day: Sendable {
            /// 1 to 365; 29 February is never counted.
            case julian(Int)
            /// 0 to 365; 29 February is counted.
            case ordinal(Int)
            /// Week 5 is the last one that has the weekday; 0 is Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds after midnight; may lie outside of the day.
        var time: Int
    }

    /// Seconds east of UTC.
    let standardOffset: Int
    /// Seconds east of UTC while summer time holds, and when that begins and ends by the clock then in use.
    let summer: (offset: Int, start: Change, end: Change)?

    /// Seconds east of UTC at a moment in seconds since 1970.
    func secondsFromUTC(at seconds: Int64) -> Int {
        guard let summer else { return standardOffset }
        let year = CivilDate(milliseconds: (seconds + Int64(standardOffset)) * 1000).year
        // A change may be written as hours before or after its year, so the neighbours are asked as well. The last
        // change up to the moment decides; where summer time lasts all year, its start hides its end.
        var latest = Int64.min
        var offset = standardOffset
        for year in year - 1...year + 1 {
            let end = summer.end.seconds(in: year) - Int64(summer.offset)
            if end <= seconds, end > latest { (latest, offset) = (end, standardOffset) }
        }
        for year in year - 1...year + 1 {
            let start = summer.start.seconds(in: year) - Int64(standardOffset)
            if start <= seconds, start >= latest { (latest, offset) = (start, summer.offset) }
        }
        return offset
    }
}

extension PosixTimeZone.Change {
    /// The change in seconds since 1970 by a clock that shows UTC.
    fileprivate func seconds(in year: Int) -> Int64 {
        let days: Int
        switch day {
        case .julian(let number):
            days =
                CivilDate(year: year, month: 1, day: 1).daysSince1970 + number - 1
                + (CivilDate.isLeap(year) && number > 59 ? 1 : 0)
        case .ordinal(let number):
            days = CivilDate(year: year, month: 1, day: 1).daysSince1970 + number
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)
            var day = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            if day > CivilDate.days(inMonth: month, of: year) { day -= 7 }
            days = first.daysSince1970 + day - 1
        }
        return Int64(days) * 86_400 + Int64(time)
    }
}

extension PosixTimeZone {
    /// `nil` if the text follows neither POSIX nor its extensions.
    init?(_ text: [UInt8]) {
        var scanner = PosixScanner(bytes: text)
        guard scanner.name(), let standard = scanner.time(maximumHours: 24) else { return nil }
        standardOffset = -standard
        guard !scanner.isAtEnd else {
            summer = nil
            return
        }
        guard scanner.name() else { return nil }
        var summerOffset = standardOffset + 3600
        if let next = scanner.next, next != UInt8(ascii: ",") {
            guard let offset = scanner.time(maximumHours: 24) else { return nil }
            summerOffset = -offset
        }
        guard scanner.take(","), let start = scanner.change(), scanner.take(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        summer = (summerOffset, start, end)
    }
}

private struct PosixScanner {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Three letters or more, or anything between `<` and `>`.
    mutating func name() -> Bool {
        if take("<") {
            while !isAtEnd, next != UInt8(ascii: ">") { position += 1 }
            return take(">")
        }
        let start = position
        while let byte = next, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) { position += 1 }
        return position - start >= 3
    }

    mutating func number(upTo maximum: Int) -> Int? {
        let start = position
        var value = 0
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), position - start < 4 {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            position += 1
        }
        return position > start && value <= maximum ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(maximumHours: Int) -> Int? {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard let hours = number(upTo: maximumHours) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(upTo: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(upTo: 59) else { return nil }
                seconds += rest
            }
        }
        return sign * seconds
    }

    mutating func change() -> PosixTimeZone.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return PosixTimeZone.Change(day: day, time: 2 * 3600) }
        return time(maximumHours: 167).map { PosixTimeZone.Change(day: day, time: $0) }
    }

    private mutating func day() -> PosixTimeZone.Change.Day? {
        if take("M") {
            guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5), week > 0, take("."),
                let weekday = number(upTo: 6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
        if take("J") {
            guard let number = number(upTo: 365), number > 0 else { return nil }
            return .julian(number)
        }
        return number(upTo: 365).map { .ordinal($0) }
    }
}
