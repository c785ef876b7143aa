import StrictJSON
import Testing

@testable import CallLog

@Suite struct ComposerSettingsTests {
    @Test func `what nobody has chosen is as the server has it`() {
        let off = Set(BodyComponent.allCases.filter { !ComposerSettings().isOn($0) })
        #expect(off == [.sessionID, .userName, .userNumber, .contactNumber])
        #expect(ComposerSettings().dateFormat == "YYYY-MM-DD hh:mm:ss A")
    }

    @Test func `every part has its switch`() {
        var values = JSONObject()
        for entry in ComposerSettings.switches { values[entry.id] = .bool(!entry.isOnByDefault) }
        for component in BodyComponent.allCases {
            #expect(ComposerSettings(values: values).isOn(component) != ComposerSettings().isOn(component))
        }
        #expect(ComposerSettings.switches.map(\.id).count == Set(ComposerSettings.switches.map(\.id)).count)
        #expect(ComposerSettings.dateFormats.first == ComposerSettings.defaultDateFormat)
    }

    @Test(
        arguments: [
            // The user's value, the account's entry, and what is applied of a switch that is on by default.
            (.object(["value": false]), nil, false), (.object(["value": .null]), nil, true), (.object([:]), nil, true),
            (nil, .object(["value": false]), false), (nil, .object(["value": false, "customizable": true]), false),
            (.object(["value": true]), .object(["value": false]), false),
            (.object(["value": true]), .object(["value": false, "customizable": false]), false),
            (.object(["value": true]), .object(["value": false, "customizable": true]), true),
            (.object(["value": false]), .object(["customizable": true]), false), (.object(["value": 0]), nil, false),
            (.object(["value": "off"]), nil, true), (.object(["value": ""]), nil, false), (true, .null, true),
        ] as [(JSONValue?, JSONValue?, Bool)]
    )
    func `the account rules where it leaves no choice`(_ user: JSONValue?, _ account: JSONValue?, _ isOn: Bool) {
        let settings = ComposerSettings(
            user: user.map { ["addCallLogResult": $0] } ?? [:],
            account: account.map { ["addCallLogResult": $0] } ?? [:]
        )
        #expect(settings.isOn(.result) == isOn)
    }

    @Test func `the date format is merged like a switch`() {
        let user: JSONObject = ["logDateFormat": ["value": "DD"]]
        #expect(ComposerSettings(user: user).dateFormat == "DD")
        #expect(ComposerSettings(user: user, account: ["logDateFormat": ["value": "MM"]]).dateFormat == "MM")
        #expect(
            ComposerSettings(user: ["logDateFormat": ["value": 5]]).dateFormat == ComposerSettings.defaultDateFormat
        )
    }

    @Test func `a part switched off is neither added nor changed`() {
        var input = CallLogComposer.Input.everything(in: .plainText)
        input.existing = "- Note: old\n- Result: old\n"
        input.settings = ComposerSettings(
            values: ComposerSettings.switches.reduce(into: JSONObject()) { $0[$1.id] = false }
        )
        input.clearNote = true
        #expect(CallLogComposer().compose(input).text == input.existing)
    }
}
