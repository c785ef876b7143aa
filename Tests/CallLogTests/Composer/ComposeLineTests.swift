import StrictJSON
import Testing

@testable import CallLog

@Suite struct ComposeLineTests {
    private func answer(_ line: String) -> String? {
        ComposeLine().answer(to: Array(line.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a line is answered with its id and body`() {
        #expect(
            answer(#"{"id":7,"in":{"format":"text/plain","note":"a\n\"b\"","duration":65}}"#)
                == #"{"id":7,"out":"- Note: a\n\"b\"\n- Duration: 1 minute, 5 seconds\n"}"#
        )
    }

    @Test func `all names are understood`() throws {
        let line = """
            {"id":{"any":1},"in":{"format":"text/plain","existing":"","settings":{"addCallSessionId":true,"addRingCentralUserName":true,\
            "addRingCentralNumber":true,"addCallLogContactNumber":true,"logDateFormat":"HH:mm"},"timezoneName":"Asia/Kolkata",\
            "timezoneOffset":"+01:00","contactPhoneNumber":"+1","callLog":{"sessionId":4503991234567,"direction":"Inbound",\
            "to":{"name":"A","phoneNumber":"+2","extensionNumber":101},"from":{"phoneNumber":"+3"},"legs":[{"direction":"Outbound",\
            "from":{"phoneNumber":"+3"}},null,5]},"startTime":1713449001000,"duration":null,"result":"R","subject":"S",\
            "recordingLink":"L","voicemailLink":"V","aiNote":"AI","transcript":"T","ringSenseTranscript":"RT","ringSenseSummary":"RS",\
            "ringSenseAIScore":{"score":5},"ringSenseBulletedSummary":"RB","ringSenseLink":"RL","unknown":[1]}}
            """
        let output = try #require(answer(line))
        let object = try #require(JSONValue(parsing: Array(output.utf8)).objectValue)
        #expect(object["id"] == ["any": 1])
        #expect(
            object["out"]?.stringValue == """
                - Session Id: 4503991234567
                - RingCentral user name: A
                - RingCentral number and extension: +2 101
                - Summary: S
                - Contact Number: +1
                - Date/Time: 19:33
                - Duration: 0 seconds
                - Result: R
                - Call recording link: L
                - Voicemail recording link: V

                - AI Note:
                AI
                --- END

                - Transcript:
                T
                --- END

                - ACE transcript:
                RT
                --- END

                - ACE summary:
                RS
                --- END
                - Call score: 5

                - ACE bulleted summary:
                RB
                --- END
                - ACE recording link: RL
                - Call journey:
                Made call from +3
                --- JOURNEY END

                """
        )
    }

    @Test func `a note is cleared on request, not by being empty`() {
        #expect(
            answer(#"{"id":1,"in":{"format":"text/plain","existing":"- Note: x\n","note":"","clearNote":true}}"#)
                == #"{"id":1,"out":""}"#
        )
        #expect(
            answer(#"{"id":1,"in":{"format":"text/plain","existing":"- Note: x\n","note":""}}"#)
                == #"{"id":1,"out":"- Note: x\n"}"#
        )
    }

    @Test func `null counts as absent, and existing is the body itself`() {
        #expect(
            answer(
                #"{"id":null,"in":{"format":"text/plain","existing":"P1","note":null,"settings":null,"callLog":null,"result":"R"}}"#
            )
                == #"{"id":null,"out":"P1\n- Result: R\n"}"#
        )
    }

    @Test(arguments: [
        (#"{"id":1}"#, "in"), (#"{"id":1,"in":[]}"#, "in"), (#"{"id":1,"in":{}}"#, "format"),
        (#"{"id":1,"in":{"format":"text/rtf"}}"#, "format"),
        (#"{"id":1,"in":{"format":5}}"#, "format"), (#"{"id":1,"in":{"format":"text/plain","note":5}}"#, "note"),
        (#"{"id":1,"in":{"format":"text/plain","duration":true}}"#, "duration"),
        (#"{"id":1,"in":{"format":"text/plain","startTime":[]}}"#, "startTime"),
        (#"{"id":1,"in":{"format":"text/plain","callLog":"x"}}"#, "callLog"),
        (#"{"id":1,"in":{"format":"text/plain","clearNote":"yes"}}"#, "clearNote"),
        (#"{"id":1,"in":{"format":"text/plain","settings":{"addCallLogNote":"on"}}}"#, "settings.addCallLogNote"),
        (#"{"id":1,"in":{"format":"text/plain","settings":{"logDateFormat":true}}}"#, "settings.logDateFormat"),
        (#"{"id":1,"in":{"format":"text/plain","ringSenseAIScore":[1]}}"#, "ringSenseAIScore"),
        (#"{"id":1,"in":{"format":"text/plain","existing":{}}}"#, "existing"),
    ])
    func `a line that makes no sense says where`(_ line: String, _ member: String) throws {
        let output = try #require(answer(line))
        #expect(output.hasPrefix(#"{"id":1,"error":"\#(member): "#))
    }

    @Test(arguments: ["{", "[]", "5", "{\"id\":1}}", "{\"id\":1,\"id\":2}", "\u{FEFF}{}", "{\"id\":\"\\ud800\"}"])
    func `a line that is no JSON object is an error without an id`(_ line: String) throws {
        #expect(try #require(answer(line)).hasPrefix(#"{"id":null,"error":"not "#))
    }

    @Test(arguments: ["", " \t\r", "\r"])
    func `a blank line has no answer`(_ line: String) {
        #expect(answer(line) == nil)
    }
}
