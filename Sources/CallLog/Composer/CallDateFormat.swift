/// Prints a moment by the pattern of the user's settings (contract 8.6).
enum CallDateFormat {
    /// `moment` on clocks `offset` seconds east of UTC; milliseconds are cut.
    ///
    /// Runs of letters that are exactly `YYYY`, `MM`, `DD`, `HH`, `hh`, `mm`, `ss` or `A` are replaced, and everything
    /// else is copied.
    static func text(of moment: Timestamp, offset: Int, pattern: String) -> String {
        let date = CivilDate(milliseconds: moment.milliseconds + Int64(offset) * 1000)
        let pattern = Array(pattern.utf8)
        var text: [UInt8] = []
        text.reserveCapacity(pattern.count + 4)
        var position = 0
        while position < pattern.count {
            let start = position
            while position < pattern.count, pattern[position] == pattern[start] { position += 1 }
            switch (pattern[start], position - start) {
            case (UInt8(ascii: "Y"), 4): text.appendDigits(Swift.max(date.year, 0), width: 4)
            case (UInt8(ascii: "M"), 2): text.appendDigits(date.month, width: 2)
            case (UInt8(ascii: "D"), 2): text.appendDigits(date.day, width: 2)
            case (UInt8(ascii: "H"), 2): text.appendDigits(date.hour, width: 2)
            case (UInt8(ascii: "h"), 2): text.appendDigits((date.hour + 11) % 12 + 1, width: 2)
            case (UInt8(ascii: "m"), 2): text.appendDigits(date.minute, width: 2)
            case (UInt8(ascii: "s"), 2): text.appendDigits(date.second, width: 2)
            case (UInt8(ascii: "A"), 1): text.append(contentsOf: (date.hour < 12 ? "AM" : "PM").utf8)
            default: text.append(contentsOf: pattern[start..<position])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
