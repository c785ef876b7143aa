import CallLog
import StrictJSON

extension CallContent {
    /// The texts of a create request (contract 3.2, 3.3).
    init(createBody body: JSONObject, call: JSONObject) {
        self.init(commonOf: body)
        subject = call.text("customSubject")
        recordingLink = call["recording"]?["link"]?.stringValue
        voicemailLink = body.text("voicemailLink") ?? call["voicemail"]?["link"]?.stringValue
    }

    /// The texts of an update request (contract 5.1).
    init(updateBody body: JSONObject) {
        self.init(commonOf: body)
        subject = body.text("subject")
        recordingLink = body.text("recordingLink")
        voicemailLink = body.text("voicemailLink")
    }

    private init(commonOf body: JSONObject) {
        self.init(
            note: body.text("note"),
            aiNote: body.text("aiNote"),
            transcript: body.text("transcript"),
            aceTranscript: body.text("ringSenseTranscript"),
            aceSummary: body.text("ringSenseSummary"),
            aceBulletedSummary: body.text("ringSenseBulletedSummary"),
            aceScore: body["ringSenseAIScore"],
            aceRecordingLink: body.text("ringSenseLink")
        )
    }
}
