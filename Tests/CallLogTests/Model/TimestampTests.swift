import Testing

@testable import CallLog

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2024-04-18T14:03:21Z", 1_713_449_001_000),
        ("2024-04-18t16:03:21.250+02:00", 1_713_449_001_250),
        ("2024-04-18 14:03:21.9999Z", 1_713_449_001_999), ("1969-12-31T23:59:59.5Z", -500),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2024-02-29T00:00:00-00:00", 1_709_164_800_000),
    ])
    func `a date of RFC 3339 is read`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2024-04-18", "2024-04-18T14:03:21", "2024-04-18T14:03Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z",
        "2024-04-18T24:00:00Z",
        "2024-04-18T14:03:21+0200", "2024-04-18T14:03:21.Z", "2024-04-18T14:03:21Z ", " 2024-04-18T14:03:21Z",
        "2024-04-18T14:03:61Z",
        "24-04-18T14:03:21Z", "2024-04-18T14:03:21+24:00", "1713449001000",
    ])
    func `what RFC 3339 does not know is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_713_449_001_000, "2024-04-18T14:03:21Z"),
        (1_713_449_001_005, "2024-04-18T14:03:21.005Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (-62_162_035_200_000, "0000-03-01T00:00:00Z"),
        (.max, "9999-12-31T23:59:59.999Z"), (.min, "0000-01-01T00:00:00Z"),
    ])
    func `a moment is written in UTC`(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func `every day of four centuries survives writing and reading`() {
        for day in stride(from: Int64(-73_000), to: 73_000, by: 1) {
            let moment = Timestamp(milliseconds: day * 86_400_000 + 43_200_001)
            guard Timestamp(rfc3339: moment.rfc3339) != moment else { continue }
            Issue.record("\(moment.rfc3339)")
        }
    }

    @Test(arguments: [
        ("2024", "2024-01-01T00:00:00Z"), ("2024-04", "2024-04-01T00:00:00Z"), ("202404", "2024-04-01T00:00:00Z"),
        ("2024-04-18", "2024-04-18T00:00:00Z"),
        ("20240418", "2024-04-18T00:00:00Z"), ("2024-109", "2024-04-18T00:00:00Z"),
        ("2024-W16-4", "2024-04-18T00:00:00Z"), ("2024W164", "2024-04-18T00:00:00Z"),
        ("2024-W16", "2024-04-15T00:00:00Z"), ("2021-W01-1", "2021-01-04T00:00:00Z"),
        ("2020-W53-7", "2021-01-03T00:00:00Z"),
        ("2024-04-18T14", "2024-04-18T14:00:00Z"), ("2024-04-18T14:03", "2024-04-18T14:03:00Z"),
        ("2024-04-18T1403", "2024-04-18T14:03:00Z"),
        ("2024-04-18T24:00", "2024-04-19T00:00:00Z"), ("2024-04-18T14:03:21,5Z", "2024-04-18T14:03:21.500Z"),
        ("2024-04-18T14:03:21 Z", "2024-04-18T14:03:21Z"),
        ("2024-04-18T14:03:21+02", "2024-04-18T12:03:21Z"), (" 2024-04-18 ", "2024-04-18T00:00:00Z"),
    ])
    func `the start of a call may be any ISO date`(_ text: String, _ moment: String) {
        #expect(Timestamp(callTime: .string(text))?.rfc3339 == moment)
    }

    @Test(arguments: [
        "2024-00", "2024-13", "2024-366x", "2023-366", "2024-W00", "2024-W54", "2024-W16-8", "2024-04-18T",
        "2024-04-18T14:60", "2024-04-18T24:01",
        "2024-04-18Tx", "2024-04-18T14:03:21+2", "2024-", "Thursday", "2024/04/18", "18.04.2024",
    ])
    func `what is no ISO date is no start`(_ text: String) {
        // A date without its time, though, is a date.
        #expect((Timestamp(callTime: .string(text)) == nil) == (text != "2024-04-18T"))
    }
}
