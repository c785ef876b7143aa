import StrictJSON
import Testing

@testable import CallLog

@Suite struct ComposedValueTests {
    private func plain(_ change: (inout CallLogComposer.Input) -> Void) -> String {
        var input = CallLogComposer.Input(format: .plainText)
        change(&input)
        return CallLogComposer().compose(input).text
    }

    @Test(
        arguments: [
            (0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "1 minute, 1 second"),
            (119, "1 minute, 59 seconds"), (3599, "59 minutes, 59 seconds"), (3600, "1 hour"),
            (3601, "1 hour, 1 second"), (3660, "1 hour, 1 minute"), (7200, "2 hours"),
            (7325, "2 hours, 2 minutes, 5 seconds"), (86400, "24 hours"), ("65", "1 minute, 5 seconds"),
            ("pending", "pending"), (.null, "0 seconds"), (-5, "0 seconds"), ("-5", "0 seconds"),
            ("1e2", "1 minute, 40 seconds"),
            ("nan", "nan"), ("0x10", "0x10"), ("90.5", "1 minute, 30.5 seconds"),
        ] as [(JSONValue, String)]
    )
    func `a duration is told in hours, minutes and seconds`(_ value: JSONValue, _ text: String) {
        #expect(plain { $0.call.duration = value } == "- Duration: \(text)\n")
    }

    @Test(arguments: [JSONValue.bool(true), [1], .object([:])])
    func `a duration of another kind is left out`(_ value: JSONValue) {
        #expect(plain { $0.call.duration = value } == "")
    }

    @Test(arguments: [
        ("", "2024-04-18 04:03:21 PM"), ("YYYY-MM-DD hh:mm:ss A", "2024-04-18 04:03:21 PM"),
        ("YYYY-MM-DD HH:mm:ss", "2024-04-18 16:03:21"), ("MM/DD/YYYY hh:mm:ss A", "04/18/2024 04:03:21 PM"),
        ("MM/DD/YYYY HH:mm:ss", "04/18/2024 16:03:21"), ("DD/MM/YYYY hh:mm:ss A", "18/04/2024 04:03:21 PM"),
        ("DD/MM/YYYY HH:mm:ss", "18/04/2024 16:03:21"), ("YYYYMMDD", "20240418"), ("DD. MMM, um HH", "18. MMM, um 16"),
        ("é$1", "é$1"),
    ])
    func `a date is told by the user's pattern`(_ pattern: String, _ text: String) {
        let body = plain {
            $0.call.startTime = "2024-04-18T14:03:21.999Z"
            $0.timeZoneOffset = "+02:00"
            $0.settings = ComposerSettings(values: ["logDateFormat": .string(pattern)])
        }
        #expect(body == "- Date/Time: \(text)\n")
    }

    @Test(arguments: [
        ("00", "12", "AM"), ("01", "01", "AM"), ("11", "11", "AM"), ("12", "12", "PM"), ("13", "01", "PM"),
        ("23", "11", "PM"),
    ])
    func `midnight and noon are twelve`(_ hour: String, _ shown: String, _ half: String) {
        let body = plain { $0.call.startTime = .string("2024-04-18T\(hour):00:00Z") }
        #expect(body == "- Date/Time: 2024-04-18 \(shown):00:00 \(half)\n")
    }

    @Test(
        arguments: [
            1_713_449_001_000, "1713449001000", "2024-04-18T14:03:21Z", "2024-04-18T16:03:21+02:00",
            "2024-04-18T14:03:21",
            "2024-04-18 14:03:21", "2024-04-18T10:03:21-0400", "20240418T140321Z", "2024-109T14:03:21.500Z",
            "1713449001999",
        ] as [JSONValue]
    )
    func `a start is read from numbers and dates of any spelling`(_ value: JSONValue) {
        #expect(plain { $0.call.startTime = value } == "- Date/Time: 2024-04-18 02:03:21 PM\n")
    }

    @Test(
        arguments: [
            "", "soon", "2024-02-30T00:00:00Z", "2024-04-18T25:00:00Z", "1e3", "NaN", 0, .null, true, [2024],
            .object([:]), "9999999999999999999",
        ] as [JSONValue]
    )
    func `an unusable start leaves the line out, and one there alone`(_ value: JSONValue) {
        #expect(plain { $0.call.startTime = value } == "")
        let line = "- Date/Time: 2024-04-18 02:03:21 PM\n"
        #expect(plain { ($0.existing, $0.call.startTime) = (line, value) } == line)
    }

    @Test(arguments: [
        ("+02:00", 7200), ("-05:30", -19800), ("5.5", 19800), ("-7", -25200), ("0", 0), ("330", 19800),
        ("-420", -25200), ("+2", 7200),
        ("-0700", -25200), ("+0530", 19800), ("+1000", 36000), ("02:00", 7200), ("Z", 0), (" +02:00 ", 7200),
        ("15.75", 56700), ("16", 960),
    ])
    func `an offset is read as CRMs spell it`(_ text: String, _ seconds: Int) {
        #expect(UserTimeZone.seconds(ofOffset: text) == seconds)
    }

    @Test(arguments: ["", " ", "Europe/Berlin", "+25:00", "+02:60", "--7", "9999", "nan", "1e2", "+-2", ":", "+:30"])
    func `what is no offset counts as none`(_ text: String) {
        #expect(UserTimeZone.seconds(ofOffset: text) == nil)
    }

    @Test(arguments: [
        ("Europe/Berlin", "+05:00", "2024-03-31T00:59:59Z", "01:59:59 AM"),
        ("Europe/Berlin", "+05:00", "2024-03-31T01:00:00Z", "03:00:00 AM"),
        ("Europe/Berlin", "", "2024-10-27T00:59:59Z", "02:59:59 AM"),
        ("Europe/Berlin", "", "2024-10-27T01:00:00Z", "02:00:00 AM"),
        ("Asia/Kolkata", "", "2024-10-27T01:00:00Z", "06:30:00 AM"),
        ("Nowhere/Nothing", "+05:00", "2024-10-27T01:00:00Z", "06:00:00 AM"),
        ("../../etc/passwd", "-0700", "2024-10-27T11:00:00Z", "04:00:00 AM"),
        ("", "", "2024-10-27T01:00:00Z", "01:00:00 AM"),
        ("", "nonsense", "2024-10-27T01:00:00Z", "01:00:00 AM"),
    ])
    func `the zone's name comes first, then the offset, then UTC`(
        _ name: String,
        _ offset: String,
        _ start: String,
        _ time: String
    ) {
        let body = plain { ($0.timeZoneName, $0.timeZoneOffset, $0.call.startTime) = (name, offset, .string(start)) }
        #expect(body.hasSuffix(" \(time)\n"))
    }

    @Test(
        arguments: [
            (87, "87"), (87.5, "87.5"), ("87", "87"), (["score": 12], "12"), (["score": "A"], "A"), (0, nil), ("", nil),
            (["x": 1], nil),
            (true, nil), ([1], nil), (.null, nil),
        ] as [(JSONValue, String?)]
    )
    func `a score is a number, a text, or that of an object`(_ value: JSONValue, _ text: String?) {
        #expect(plain { $0.content.aceScore = value } == (text.map { "- Call score: \($0)\n" } ?? ""))
    }

    @Test func `unknown parts of a journey are passed over`() {
        let leg = { (direction: Call.Direction?, from: CallParty?, to: CallParty?, duration: JSONValue?) in
            CallLeg(direction: direction, from: from, to: to, duration: duration)
        }
        let number = CallParty(phoneNumber: "+1")
        let body = plain {
            $0.call.legs = [
                leg(.inbound, nil, nil, 1), leg(.inbound, nil, number, 0), leg(.outbound, nil, number, nil),
                leg(nil, number, CallParty(name: "No Number"), 2), leg(nil, nil, number, "x"),
                leg(nil, nil, number, "40"),
            ]
        }
        #expect(
            body == """
                - Call journey:
                Received call
                Transferred to +1, duration: 0 seconds
                Transferred
                Transferred to , duration: 2 seconds
                Transferred to +1
                Transferred to +1, duration: 40 seconds
                --- JOURNEY END

                """
        )
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = JSONNumber(value).map { .number($0) } ?? .null }
}
