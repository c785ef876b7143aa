import StrictJSON

/// The texts that may go with a call into its log (contract 3.2, 5.1); `nil` means "leave as it is".
public struct CallContent: Hashable, Sendable {
    /// The agent's note.
    public var note: String?
    public var subject: String?
    public var recordingLink: String?
    public var voicemailLink: String?
    public var aiNote: String?
    public var transcript: String?
    public var aceTranscript: String?
    public var aceSummary: String?
    public var aceBulletedSummary: String?
    /// As sent: a number, a text, or an object that holds one.
    public var aceScore: JSONValue?
    public var aceRecordingLink: String?

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
