import CallLog
import StrictJSON
import Testing

struct TimestampTests {
    private static let moment = Timestamp(milliseconds: 1_713_449_001_000)

    @Test(arguments: [
        ("2024-04-18T14:03:21Z", 1_713_449_001_000), ("2024-04-18T14:03:21.000Z", 1_713_449_001_000),
        ("2024-04-18t16:03:21+02:00", 1_713_449_001_000), ("2024-04-18 09:03:21.5-05:00", 1_713_449_001_500),
        ("1969-12-31T23:59:59.999Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000),
    ])
    func `a moment in RFC 3339 is read`(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2024-04-18", "2024-04-18T14:03:21", "2024-04-18T14:03Z", "2024-02-30T00:00:00Z", "2024-04-18T24:00:00Z",
        "2024-04-18T14:03:21+0200", "2024-04-18T14:03:21.Z", "2024-04-18T14:03:21Zx", "24-04-18T14:03:21Z",
    ])
    func `other texts are no RFC 3339`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (1_713_449_001_000, "2024-04-18T14:03:21Z"), (1_713_449_001_007, "2024-04-18T14:03:21.007Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"), (Int64.min, "0000-01-01T00:00:00Z"),
    ])
    func `a moment is printed in RFC 3339`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func `what is printed is read again`() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_000_000_000_000...253_000_000_000_000, using: &random)
            )
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test(
        arguments: [
            "2024-04-18T14:03:21Z", "2024-04-18T14:03:21", "2024-04-18 14:03:21", "2024-04-18T16:03:21+02",
            "2024-04-18T16:03:21+0200",
            "20240418T140321Z", "2024-109T14:03:21Z", "2024109T140321", "2024-W16-4T14:03:21Z", "2024W164T140321Z",
            " 2024-04-18T14:03:21 Z ", "2024-04-18T14:03:21,000Z", 1_713_449_001_000, "1713449001000",
            " 1713449001000.7 ",
            "2024-04-18T14:03:21.000000Z",
        ] as [JSONValue]
    )
    func `a call's time is read in every form clients use`(value: JSONValue) {
        #expect(Timestamp(callTime: value) == Self.moment)
    }

    @Test(
        arguments: [
            ("2024-04-18", 1_713_398_400_000), ("20240418", 1_713_398_400_000), ("2024-04", 1_711_929_600_000),
            ("2024", 1_704_067_200_000), ("2024-04-18T14", 1_713_448_800_000), ("2024-04-18T24:00", 1_713_484_800_000),
            ("2020-W53-5", 1_609_459_200_000),
        ] as [(JSONValue, Int64)]
    )
    func `a call's time may be shorter`(value: JSONValue, milliseconds: Int64) {
        #expect(Timestamp(callTime: value) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        arguments: [
            "", " ", "soon", "Invalid date", "2024-13-01", "2024-02-30", "2023-02-29T00:00:00Z", "2024-04-18T14:03:21X",
            "1e3", "nan",
            "0x10", 0, nil, true, [], [:], "99999999999999999999", "2024-04-18T25:00:00Z", "2024-W54-1",
            "2024-04-18T24:00:01Z",
        ] as [JSONValue]
    )
    func `a value that is no time is refused`(value: JSONValue) {
        #expect(Timestamp(callTime: value) == nil)
    }
}
