/// Knows how far a time zone is from UTC at a moment.
public protocol TimeZoneLookup: Sendable {
    /// Seconds east of UTC on the clocks of `zone` (an IANA name, `Europe/Berlin`) at `moment`; `nil` if no such zone
    /// is known.
    func secondsFromUTC(in zone: String, at moment: Timestamp) -> Int?
}

/// A user's time zone: the IANA zone first, right on both sides of a clock change, then the offset that the CRM
/// reported at login, UTC last.
struct UserTimeZone {
    let name: String?
    let offset: String?
    let zones: any TimeZoneLookup

    func secondsFromUTC(at moment: Timestamp) -> Int {
        if let name, !name.isEmpty, let seconds = zones.secondsFromUTC(in: name, at: moment) { return seconds }
        return offset.flatMap { Self.seconds(ofOffset: $0) } ?? 0
    }

    /// Reads an offset as CRMs spell it (contract 8.6): `+02:00`, `-0700`, hours below 16 such as `5.5`, else minutes.
    ///
    /// `nil` if the text is none of these or more than a day.
    static func seconds(ofOffset text: String) -> Int? {
        let trimmed = text.trimmingBlanks()
        let bytes = Array(trimmed.utf8)
        guard let first = bytes.first else { return nil }
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        let isSigned = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        let digits = isSigned ? bytes[1...] : bytes[...]
        let sign = first == UInt8(ascii: "-") ? -1 : 1
        if let colon = digits.firstIndex(of: UInt8(ascii: ":")) {
            guard let hours = number(digits[..<colon]), let minutes = number(digits[(colon + 1)...].prefix(2)) else {
                return nil
            }
            return seconds(hours: hours, minutes: minutes, sign: sign)
        }
        if isSigned, digits.count == 4, let value = number(digits) {
            return seconds(hours: value / 100, minutes: value % 100, sign: sign)
        }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }),
            let value = Double(isSigned && sign == 1 ? String(trimmed.dropFirst()) : trimmed), value.isFinite
        else { return nil }
        let seconds = abs(value) < 16 ? value * 3600 : value * 60
        return abs(seconds) < 86_400 ? Int(seconds) : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...4).contains(digits.count) else { return nil }
        var value = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func seconds(hours: Int, minutes: Int, sign: Int) -> Int? {
        guard hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
