import Foundation
import Testing

@testable import CallLog

struct ZoneFileTests {
    private let directory = ZoneDirectory()

    /// Ten years of the files' tables, and ten that follow from their footers.
    private static let years = [2016..<2026, 2040..<2050]

    /// Foundation brings zone tables of its own, of another date; the C library reads the files that we read.
    @Test func `every zone shows what the system shows, hour by hour around each change`() async throws {
        let names = TimeZone.knownTimeZoneIdentifiers.filter {
            FileManager.default.fileExists(atPath: "\(ZoneDirectory.systemPath)/\($0)")
        }
        #expect(names.count > 300)
        let wrong = try await withThrowingTaskGroup(of: [String].self) { group in
            for name in names {
                group.addTask { [directory] in
                    let rules = try #require(directory.rules(of: name), "\(name) has a file")
                    let moments = Self.moments(of: rules)
                    let expected = try Self.systemOffsets(at: moments, in: name)
                    #expect(expected.count == moments.count)
                    return zip(moments, expected).compactMap { moment, offset in
                        let actual = rules.secondsFromUTC(at: moment)
                        return actual == offset ? nil : "\(name) at \(moment): \(actual), not \(offset)"
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(wrong.isEmpty)
    }

    /// The beginning of each month, so that no change is missed, and the hours around each change.
    private static func moments(of rules: ZoneRules) -> [Int64] {
        var moments: [Int64] = []
        for years in years {
            let months = years.flatMap { year in
                (1...12).map { CivilDate(year: year, month: $0, day: 1).milliseconds / 1000 }
            }
            moments += months
            for (first, last) in zip(months, months.dropFirst()) {
                var (start, known) = (first, rules.secondsFromUTC(at: first))
                // Weeks are fine enough: no zone has changed its clocks back within one.
                for week in Array(stride(from: first, to: last, by: 604_800).dropFirst()) + [last] {
                    let offset = rules.secondsFromUTC(at: week)
                    if offset != known {
                        var (low, high) = (start, week)
                        while high - low > 1 {
                            let middle = (low + high) / 2
                            let isAfter = rules.secondsFromUTC(at: middle) == offset
                            (low, high) = isAfter ? (low, middle) : (middle, high)
                        }
                        moments += [-7200, -3600, -1, 0, 1, 3600, 7200].map { high + $0 }
                    }
                    (start, known) = (week, offset)
                }
            }
        }
        return moments
    }

    /// What `date` prints for the moments in a process of its own, as the C library keeps one zone per process.
    private static func systemOffsets(at moments: [Int64], in zone: String) throws -> [Int] {
        let file = FileManager.default.temporaryDirectory.appending(path: "moments-\(UUID().uuidString)")
        try moments.map { "@\($0)\n" }.joined().write(to: file, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["TZ=\(zone)", "date", "-f", file.path(), "+%::z"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return output.split(separator: "\n").map { line in
            let parts = line.dropFirst().split(separator: ":").compactMap { Int($0) }
            let seconds = parts.reduce(0) { $0 * 60 + $1 }
            return line.hasPrefix("-") ? -seconds : seconds
        }
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T00:59:59Z", 3600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T01:00:00Z", 7200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T00:59:59Z", 7200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T01:00:00Z", 3600),
        ("<+03>-3", "2030-06-01T00:00:00Z", 10_800),
        ("<-0330>3:30", "2030-06-01T00:00:00Z", -12_600),
        // The southern half of the year, with daylight time over New Year.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2025-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2025-07-01T00:00:00Z", 36_000),
        // Daylight time that is less than standard time, as in Ireland's law.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-01-15T00:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-15T00:00:00Z", 3600),
        // Times beyond midnight on either side.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59Z", -7200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00:00Z", -3600),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2024-03-29T23:59:59Z", 7200),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2024-03-30T00:00:00Z", 10_800),
        // Days by number: J60 is always 1 March, 59 is 29 February in a leap year.
        ("AAA0BBB,J60/0,J300/0", "2024-02-29T23:59:59Z", 0),
        ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3600),
        ("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", 3600),
        ("XXX3EDT4,0/0,J365/23", "2024-12-31T23:00:00Z", -14_400),
    ])
    func `a rule for all years is followed`(rule: String, moment: String, offset: Int) throws {
        let zone = try #require(PosixTimeZone(Array(rule.utf8)))
        #expect(zone.secondsFromUTC(at: try #require(Timestamp(rfc3339: moment)).seconds) == offset)
    }

    @Test(arguments: [
        "", "C", "CE1", "CET", "CET-", "CET-25", "<+03-3", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,J0,J5", "CET-1CEST,366,5",
    ])
    func `a text that is no rule is refused`(rule: String) {
        #expect(PosixTimeZone(Array(rule.utf8)) == nil)
    }

    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe/Berlin/", ".",
        "Europe",
        "zone.tab", "tzdata.zi", "Europe/Berlin\0", "Europe/Berl in", "right/Europe/Berlin", "Nowhere/City",
        String(repeating: "A", count: 65),
    ])
    func `a name that is no zone is refused`(name: String) {
        #expect(directory.rules(of: name) == nil)
    }

    @Test func `a file cut short anywhere is refused`() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(ZoneDirectory.systemPath)/Europe/Berlin")))
        #expect(ZoneRules(file: bytes) != nil)
        for count in 0..<bytes.count { #expect(ZoneRules(file: Array(bytes[..<count])) == nil) }
    }

    @Test func `a file of the first version is read`() throws {
        // One change, at 1000: from UTC+1 to UTC+2.
        let header = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
        let counts: [UInt8] = [0, 0, 0, 1, 2, 4].flatMap { [0, 0, 0, $0] }
        let data: [UInt8] = [0, 0, 3, 232, 1, 0, 0, 14, 16, 0, 0, 0, 0, 28, 32, 1, 0, 65, 65, 65, 0]
        let rules = try #require(ZoneRules(file: header + counts + data))
        #expect(rules.secondsFromUTC(at: 999) == 3600)
        #expect(rules.secondsFromUTC(at: 1000) == 7200)
    }

    @Test(arguments: [
        ("+02:00", 7200), ("-05:30", -19_800), ("-0700", -25_200), ("+0545", 20_700), ("-7", -25_200),
        ("5.5", 19_800), ("0", 0), ("330", 19_800), ("-420", -25_200), ("15", 54_000), ("16", 960), (" +01:00 ", 3600),
        ("+5:30", 19_800),
    ])
    func `a stored offset is read`(text: String, seconds: Int) {
        #expect(UserTimeZone.seconds(ofOffset: text) == seconds)
    }

    @Test(arguments: ["", " ", "x", "+", "--1", "+-1", "+25:00", "+01:60", "+0260", "1e3", "99999", "nan", "UTC", "+:"])
    func `a text that is no offset is refused`(text: String) {
        #expect(UserTimeZone.seconds(ofOffset: text) == nil)
    }

    @Test(
        arguments: [
            ("Europe/Berlin", "-0700", "2024-01-18 03:03:21 PM", "2024-07-18 04:03:21 PM"),
            ("America/New_York", nil, "2024-01-18 09:03:21 AM", "2024-07-18 10:03:21 AM"),
            ("Nowhere/City", "-0700", "2024-01-18 07:03:21 AM", "2024-07-18 07:03:21 AM"),
            (nil, "5.5", "2024-01-18 07:33:21 PM", "2024-07-18 07:33:21 PM"),
            ("", "", "2024-01-18 02:03:21 PM", "2024-07-18 02:03:21 PM"),
        ] as [(String?, String?, String, String)]
    )
    func `the zone's name comes first, then the offset, then UTC`(
        name: String?,
        offset: String?,
        winter: String,
        summer: String
    ) {
        for (start, expected) in [("2024-01-18T14:03:21Z", winter), ("2024-07-18T14:03:21Z", summer)] {
            let input = CallLogComposer.Input(
                format: .plainText,
                call: Call(startTime: .string(start)),
                timeZoneName: name,
                timeZoneOffset: offset
            )
            #expect(CallLogComposer().compose(input).text == "- Date/Time: \(expected)\n")
        }
    }
}
