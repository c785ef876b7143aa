import CallLog
import StrictJSON

extension CallContent {
    /// The texts of a create request (contract 3.2, 3.3).
    init(createBody body: JSONObject, call: JSONObject) {
        self.init(commonOf: body)
        subject = call.typedText("customSubject")
        recordingLink = call["recording"]?["link"]?.stringValue
        voicemailLink = body.text("voicemailLink") ?? call["voicemail"]?["link"]?.stringValue
    }

    /// The texts of an update request (contract 5.1).
    init(updateBody body: JSONObject) {
        self.init(commonOf: body)
        subject = body.typedText("subject")
        recordingLink = body.text("recordingLink")
        voicemailLink = body.text("voicemailLink")
    }

    private init(commonOf body: JSONObject) {
        self.init(
            note: body.typedText("note"),
            aiNote: body.typedText("aiNote"),
            transcript: body.typedText("transcript"),
            aceTranscript: body.typedText("ringSenseTranscript"),
            aceSummary: body.typedText("ringSenseSummary"),
            aceBulletedSummary: body.typedText("ringSenseBulletedSummary"),
            aceScore: body["ringSenseAIScore"],
            aceRecordingLink: body.text("ringSenseLink")
        )
    }
}
