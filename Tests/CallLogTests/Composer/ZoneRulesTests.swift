import Testing

@testable import CallLog

@Suite struct ZoneRulesTests {
    private func rules(_ text: String) -> PosixTimeZone? { PosixTimeZone(Array(text.utf8)) }

    private func hours(_ text: String, _ moment: String) throws -> Double {
        let zone = try #require(rules(text))
        let moment = try #require(Timestamp(rfc3339: moment))
        return Double(zone.secondsFromUTC(at: moment.seconds)) / 3600
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T00:59:59Z", 1),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T01:00:00Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T00:59:59Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T01:00:00Z", 1),
        // South of the equator, summer spans the turn of the year.
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2024-12-31T12:00:00Z", 13),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2024-07-01T00:00:00Z", 12),
        ("<+03>-3", "2024-01-01T00:00:00Z", 3), ("<-0930>9:30", "2024-01-01T00:00:00Z", -9.5),
        ("UTC0", "2024-01-01T00:00:00Z", 0),
        // More than a day after midnight, and before it.
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-28T23:59:59Z", 2),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-29T00:00:00Z", 3),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59Z", -2),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00:00Z", -1),
        // Winter time that counts as the exception.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-01-15T00:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-15T00:00:00Z", 1),
        // Days of the year, with and without 29 February; the example of RFC 9636 for summer time all year.
        ("AAA0BBB,J60/0,J300/0", "2024-02-29T23:00:00Z", 0), ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 1),
        ("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", 1), ("AAA0BBB,59/0,300/0", "2023-02-28T23:59:59Z", 0),
        ("XXX3EDT4,0/0,J365/23", "2024-01-01T00:00:00Z", -4), ("XXX3EDT4,0/0,J365/23", "2024-12-31T23:59:59Z", -4),
        ("XXX3EDT4,0/0,J365/23", "2025-01-01T03:30:00Z", -4),
    ])
    func `a rule tells the offset`(_ rule: String, _ moment: String, _ expected: Double) throws {
        #expect(try hours(rule, moment) == expected)
    }

    @Test(arguments: [
        "", "CET", "C-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-25", "<+03-3", "CET-1CEST,J0,J10", "CET-1,",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,366,1",
    ])
    func `what is no rule is refused`(_ text: String) {
        #expect(rules(text) == nil)
    }

    @Test func `a file of the first version is read`() throws {
        let rules = try #require(ZoneRules(file: ZoneBytes.file(version: 0, transitions: [0, 1000], footer: nil)))
        #expect([-1, 0, 999, 1000, 2_000_000_000].map { rules.secondsFromUTC(at: $0) } == [0, 3600, 3600, 0, 0])
    }

    @Test func `later versions count in 64 bits and go on by their last line`() throws {
        let bytes = ZoneBytes.file(
            version: 0x32,
            transitions: [-10_000_000_000, 1000],
            footer: "CET-1CEST,M3.5.0,M10.5.0/3"
        )
        let rules = try #require(ZoneRules(file: bytes))
        #expect(rules.secondsFromUTC(at: -10_000_000_001) == 0)
        #expect(rules.secondsFromUTC(at: -10_000_000_000) == 3600)
        let summer = try #require(Timestamp(rfc3339: "2090-07-01T00:00:00Z"))
        #expect(rules.secondsFromUTC(at: summer.seconds) == 7200)
    }

    @Test func `no damaged file is read, and none makes trouble`() {
        let whole = ZoneBytes.file(version: 0x32, transitions: [0, 1000], footer: "UTC0")
        for length in 0..<whole.count { #expect(ZoneRules(file: Array(whole[..<length])) == nil) }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            var damaged = whole
            let position = Int.random(in: 0..<damaged.count, using: &random)
            damaged[position] = UInt8.random(in: .min ... .max, using: &random)
            _ = ZoneRules(file: damaged)?.secondsFromUTC(at: 500)
        }
    }

    @Test func `zones that count leap seconds are refused`() {
        #expect(ZoneDirectory().secondsFromUTC(in: "right/Europe/Berlin", at: Timestamp(seconds: 0)) == nil)
    }

    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe/", "Europe", ".", "Euro pe",
        "É",
        "Nowhere/Nothing", "tzdata.zi", "UTC\0", String(repeating: "A", count: 65),
    ])
    func `a name that is no zone leads nowhere`(_ name: String) {
        #expect(ZoneDirectory().secondsFromUTC(in: name, at: Timestamp(seconds: 0)) == nil)
    }

    @Test func `a missing directory knows no zones`() {
        #expect(ZoneDirectory(path: "/nonexistent").secondsFromUTC(in: "UTC", at: Timestamp(seconds: 0)) == nil)
    }
}

/// Zone files as RFC 9636 section 3 lays them out: UTC first, then an hour east of it, in turns.
enum ZoneBytes {
    static func file(version: UInt8, transitions: [Int64], footer: String?) -> [UInt8] {
        guard version != 0 else { return block(version, transitions, timeSize: 4) }
        return block(version, [], timeSize: 4) + block(version, transitions, timeSize: 8)
            + Array("\n\(footer ?? "")\n".utf8)
    }

    private static func block(_ version: UInt8, _ transitions: [Int64], timeSize: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, 0, transitions.count, 2, 4] { bytes += bigEndian(Int64(count), 4) }
        for transition in transitions { bytes += bigEndian(transition, timeSize) }
        bytes += transitions.indices.map { UInt8(1 - $0 % 2) }
        bytes += bigEndian(0, 4) + [0, 0] + bigEndian(3600, 4) + [0, 0]
        return bytes + Array("AAA\0".utf8)
    }

    private static func bigEndian(_ value: Int64, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    }
}
