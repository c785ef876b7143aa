import StrictJSON
import Testing

@testable import CallLog

@Suite struct ComposerVectorTests {
    @Test(arguments: Vector.right)
    func `what the reference gets right is composed byte for byte`(_ vector: Vector) {
        #expect(vector.composed() == Expected.output(of: vector))
    }

    @Test(arguments: Vector.wrong)
    func `what the reference gets wrong is composed right`(_ vector: Vector) {
        #expect(Expected.outputs[vector.id] != nil)
        #expect(vector.composed() == Expected.output(of: vector))
    }

    @Test func `all vectors are read`() {
        #expect(Vector.right.count == 40)
        #expect(Vector.wrong.count == 14)
    }

    @Test(arguments: BodyFormat.allCases)
    func `a body with every part reads as in the contract`(_ format: BodyFormat) throws {
        let composed = CallLogComposer().compose(.everything(in: format)).text
        #expect(composed == FullBody.text(in: format))
    }

    @Test(arguments: BodyFormat.allCases)
    func `composing a full body again changes nothing`(_ format: BodyFormat) {
        var input = CallLogComposer.Input.everything(in: format)
        input.existing = CallLogComposer().compose(input).text
        #expect(CallLogComposer().compose(input).text == input.existing)
    }
}

extension CallLogComposer.Input {
    /// An inbound call with everything switched on (contract 8.7).
    static func everything(in format: BodyFormat) -> CallLogComposer.Input {
        let agent = CallParty(name: "Alex Agent", phoneNumber: "+16505550100", extensionNumber: "101")
        let customer = CallParty(phoneNumber: "+12125550147")
        var values = JSONObject()
        for entry in ComposerSettings.switches { values[entry.id] = true }
        return CallLogComposer.Input(
            format: format,
            call: Call(
                sessionID: "4503991234567",
                direction: .inbound,
                from: customer,
                to: agent,
                startTime: "2024-04-18T14:03:21.000Z",
                duration: 3725,
                result: "Accepted",
                legs: [
                    CallLeg(direction: .inbound, legType: "Accept", to: agent, duration: 125),
                    CallLeg(
                        direction: .outbound,
                        legType: "PstnToSip",
                        from: CallParty(phoneNumber: "+16505550100"),
                        to: CallParty(name: "Bea Backup", extensionNumber: "102"),
                        duration: 40
                    ),
                    CallLeg(
                        direction: .outbound,
                        legType: "FindMe",
                        from: CallParty(phoneNumber: "+16505550109"),
                        to: CallParty(phoneNumber: "+14155550188"),
                        duration: 1
                    ),
                ]
            ),
            content: CallContent(
                note: "Wants a quote.\nCall back Friday.",
                subject: "Inbound Call from Carla Customer",
                recordingLink: "(pending...)",
                voicemailLink: "https://media.example.com/vm/9",
                aiNote: "Summary line 1\nSummary line 2\n",
                transcript: "A: Hello\nB: Hi\n",
                aceTranscript: "A: Hello\nB: Hi",
                aceSummary: "Good call.\n",
                aceBulletedSummary: "- point one\n- point two\n",
                aceScore: "87",
                aceRecordingLink: "https://ringsense.example.com/c/1"
            ),
            contactPhoneNumber: "+12125550147",
            settings: ComposerSettings(values: values),
            timeZoneOffset: "+02:00"
        )
    }
}

/// The bodies of contract 8.7, with the extension of the RingCentral user and HTML notes with breaks.
enum FullBody {
    static func text(in format: BodyFormat) -> String {
        switch format {
        case .plainText: plainText
        case .html: html
        case .markdown: markdown
        }
    }

    private static let plainText = """
        - Note: Wants a quote.
        Call back Friday.
        - Session Id: 4503991234567
        - RingCentral user name: Alex Agent
        - RingCentral number and extension: +16505550100 101
        - Summary: Inbound Call from Carla Customer
        - Contact Number: +12125550147
        - Date/Time: 2024-04-18 04:03:21 PM
        - Duration: 1 hour, 2 minutes, 5 seconds
        - Result: Accepted
        - Call recording link: (pending...)
        - Voicemail recording link: https://media.example.com/vm/9

        - AI Note:
        Summary line 1
        Summary line 2
        --- END

        - Transcript:
        A: Hello
        B: Hi

        --- END

        - ACE transcript:
        A: Hello
        B: Hi
        --- END

        - ACE summary:
        Good call.

        --- END
        - Call score: 87

        - ACE bulleted summary:
        - point one
        - point two

        --- END
        - ACE recording link: https://ringsense.example.com/c/1
        - Call journey:
        Received call at Alex Agent, +16505550100, ext 101
        Transferred to Bea Backup, ext 102, duration: 40 seconds
        Transferred to +16505550109, duration: 1 second
        --- JOURNEY END

        """

    private static let html = """
        <b>Agent notes</b><br>Wants a quote.<br>Call back Friday.<br><br><b>Call details</b><br>\
        <li><b>Session Id</b>: 4503991234567</li>\
        <li><b>RingCentral user name</b>: Alex Agent</li>\
        <li><b>RingCentral number and extension</b>: +16505550100 101</li>\
        <li><b>Summary</b>: Inbound Call from Carla Customer</li>\
        <li><b>Caller phone number</b>: +12125550147</li>\
        <li><b>Date/time</b>: 2024-04-18 04:03:21 PM</li>\
        <li><b>Duration</b>: 1 hour, 2 minutes, 5 seconds</li>\
        <li><b>Result</b>: Accepted</li>\
        <li><b>Call recording link</b>: (pending...)</li>\
        <li><b>Voicemail recording link</b>: \
        <a target="_blank" href="https://media.example.com/vm/9">open</a></li>\
        <div><b>AI Note</b><br>Summary line 1<br>Summary line 2</div><br>\
        <div><b>Transcript</b><br>A: Hello<br>B: Hi<br></div><br>\
        <div><b>ACE transcript</b><br>A: Hello<br>B: Hi</div>\
        <div><b>ACE summary</b><br>Good call.</div>\
        <li><b>Call score</b>: 87</li>\
        <div><b>ACE bulleted summary</b><br>- point one<br>- point two</div>\
        <li><b>ACE recording link</b>: <a target="_blank" href="https://ringsense.example.com/c/1">open</a></li>\
        <div><b>Call journey</b><br>Received call at Alex Agent, +16505550100, ext 101<br>\
        Transferred to Bea Backup, ext 102, duration: 40 seconds<br>\
        Transferred to +16505550109, duration: 1 second</div>
        """

    private static let markdown = """
        ## Agent notes
        Wants a quote.
        Call back Friday.

        ## Call details
        **Session Id**: 4503991234567
        **RingCentral user name**: Alex Agent
        **RingCentral number and extension**: +16505550100 101
        **Summary**: Inbound Call from Carla Customer
        **Contact Number**: +12125550147
        **Date/Time**: 2024-04-18 04:03:21 PM
        **Duration**: 1 hour, 2 minutes, 5 seconds
        **Result**: Accepted
        **Call recording link**: (pending...)
        **Voicemail recording link**: https://media.example.com/vm/9
        ### AI Note
        Summary line 1
        Summary line 2
        ### Transcript
        A: Hello
        B: Hi

        ### ACE transcript
        A: Hello
        B: Hi
        ### ACE summary
        Good call.

        **Call score**: 87
        ### ACE bulleted summary
        - point one
        - point two

        **ACE recording link**: https://ringsense.example.com/c/1
        ### Call journey
        Received call at Alex Agent, +16505550100, ext 101
        Transferred to Bea Backup, ext 102, duration: 40 seconds
        Transferred to +16505550109, duration: 1 second

        """
}
