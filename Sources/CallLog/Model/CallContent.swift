import StrictJSON

/// The texts that may go with a call into its log (contract 3.2, 5.1); `nil` means "leave as it is".
public struct CallContent: Hashable, Sendable {
    /// The agent's note.
    public var note: String?
    /// The record's title, if the person chose one.
    public var subject: String?
    /// Where the recording can be heard.
    public var recordingLink: String?
    /// Where the voice mail can be heard.
    public var voicemailLink: String?
    /// RingCentral's summary of the call.
    public var aiNote: String?
    /// RingCentral's transcript of the call.
    public var transcript: String?
    /// The transcript of RingSense (`ringSenseTranscript`).
    public var aceTranscript: String?
    /// The summary of RingSense.
    public var aceSummary: String?
    /// The summary of RingSense in points.
    public var aceBulletedSummary: String?
    /// As sent: a number, a text, or an object that holds one.
    public var aceScore: JSONValue?
    /// Where RingSense plays the recording.
    public var aceRecordingLink: String?

    /// What is not given is left as it is in the log.
    public init(
        note: String? = nil,
        subject: String? = nil,
        recordingLink: String? = nil,
        voicemailLink: String? = nil,
        aiNote: String? = nil,
        transcript: String? = nil,
        aceTranscript: String? = nil,
        aceSummary: String? = nil,
        aceBulletedSummary: String? = nil,
        aceScore: JSONValue? = nil,
        aceRecordingLink: String? = nil
    ) {
        self.note = note
        self.subject = subject
        self.recordingLink = recordingLink
        self.voicemailLink = voicemailLink
        self.aiNote = aiNote
        self.transcript = transcript
        self.aceTranscript = aceTranscript
        self.aceSummary = aceSummary
        self.aceBulletedSummary = aceBulletedSummary
        self.aceScore = aceScore
        self.aceRecordingLink = aceRecordingLink
    }
}
