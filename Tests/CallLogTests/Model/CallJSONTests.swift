import StrictJSON
import Testing

@testable import CallLog

@Suite struct CallJSONTests {
    @Test func `a call is read as the client sends it`() {
        let call = Call(json: [
            "sessionId": "4503991234567", "telephonySessionId": "s-1", "direction": "Inbound",
            "from": ["phoneNumber": "+1", "name": "C"], "to": ["extensionNumber": 101], "startTime": 5,
            "duration": "pending",
            "result": "Missed",
            "legs": [["direction": "Outbound", "legType": "PstnToSip", "to": ["phoneNumber": "+2"], "duration": 3]],
        ])
        #expect(
            call
                == Call(
                    sessionID: "4503991234567",
                    telephonySessionID: "s-1",
                    direction: .inbound,
                    from: CallParty(name: "C", phoneNumber: "+1"),
                    to: CallParty(extensionNumber: "101"),
                    startTime: 5,
                    duration: "pending",
                    result: "Missed",
                    legs: [
                        CallLeg(
                            direction: .outbound,
                            legType: "PstnToSip",
                            to: CallParty(phoneNumber: "+2"),
                            duration: 3
                        )
                    ]
                )
        )
    }

    @Test func `what is of the wrong type counts as absent`() {
        let call = Call(json: [
            "sessionId": ["x"], "direction": "Sideways", "from": "x", "to": [1], "result": false,
            "legs": [1, nil, "x", ["to": 5]],
        ])
        #expect(call == Call(legs: [CallLeg()]))
        #expect(Call(json: ["legs": "x", "sessionId": "", "id": "fallback"]) == Call(telephonySessionID: "fallback"))
    }

    @Test(
        arguments: [(1234567890123456789, "1234567890123456789"), (1.5, "1.5"), (0, nil), ("x", "x"), (true, nil)]
            as [(JSONValue, String?)]
    )
    func `identifiers may be numbers, digit for digit`(_ value: JSONValue, _ text: String?) {
        #expect(Call(json: ["sessionId": value]).sessionID?.rawValue == text)
    }
}
