import StrictJSON

/// Writes what people read in their CRM: the body of a call log (contract 8).
///
/// A body is written by upserting its parts: each replaces its older text where the body has it, else it is added;
/// parts that are not in the input, and whatever people typed into the record, stay where they are. Records of the
/// reference server are read as they are, and composing with the same input a second time changes nothing.
///
/// Pure but for the zone files that the look-up may read; safe to call from any thread.
public struct CallLogComposer: Sendable {
    let timeZones: any TimeZoneLookup
    let digest: (@Sendable ([UInt8]) -> [UInt8])?

    /// `digest` is SHA-256. Without it no fingerprints are made or used, and the end of a note is guessed.
    public init(
        timeZones: any TimeZoneLookup = ZoneDirectory(),
        digest: (@Sendable ([UInt8]) -> [UInt8])? = nil
    ) {
        self.timeZones = timeZones
        self.digest = digest
    }

    /// What a body is made of.
    public struct Input: Sendable {
        /// The markup of `existing` and of the result.
        public var format: BodyFormat
        /// The body as it stands in the CRM; empty for a new log.
        public var existing: String
        /// What the lines about the call are made of.
        public var call: Call
        /// The texts that go with it.
        public var content: CallContent
        /// Only a new log names the contact's number.
        public var contactPhoneNumber: String?
        /// Which parts are wanted, and how dates are printed.
        public var settings: ComposerSettings
        /// IANA name, `Europe/Berlin`; counts before the offset.
        public var timeZoneName: String?
        /// As the CRM reported it at login: `+02:00`, `-0700`, `5.5`, `330`. Without both, times are in UTC.
        public var timeZoneOffset: String?
        /// Takes the agent's note out of the body, unless the content has another.
        public var clearNote: Bool
        /// Of the note as last written, ``ComposedBody/noteFingerprint``.
        public var noteFingerprint: NoteFingerprint?
        /// Most bytes of the result: the transcript is cut first, then the AI note, the agent's note never.
        public var byteLimit: Int?

        /// Everything that is not given is empty, and times are in UTC.
        public init(
            format: BodyFormat,
            existing: String = "",
            call: Call = Call(),
            content: CallContent = CallContent(),
            contactPhoneNumber: String? = nil,
            settings: ComposerSettings = ComposerSettings(),
            timeZoneName: String? = nil,
            timeZoneOffset: String? = nil,
            clearNote: Bool = false,
            noteFingerprint: NoteFingerprint? = nil,
            byteLimit: Int? = nil
        ) {
            self.format = format
            self.existing = existing
            self.call = call
            self.content = content
            self.contactPhoneNumber = contactPhoneNumber
            self.settings = settings
            self.timeZoneName = timeZoneName
            self.timeZoneOffset = timeZoneOffset
            self.clearNote = clearNote
            self.noteFingerprint = noteFingerprint
            self.byteLimit = byteLimit
        }
    }

    /// The body for `input`.
    ///
    /// An empty note is no note: it leaves the one in the body alone, as an absent one does.
    public func compose(_ input: Input) -> ComposedBody {
        let markup = input.format.markup
        let values = values(of: input, markup: markup)
        let isNoteOn = input.settings.isOn(.note)
        let newNote = isNoteOn ? input.content.note.flatMap { $0.isEmpty ? nil : markup.noteText($0) } : nil

        var expectation = NoteExpectation(fingerprint: input.noteFingerprint, digest: digest, text: newNote)
        for (label, text) in values { expectation.values[label.id] = text }
        let layout = BodyLayout(Array(input.existing.utf8), markup: markup, expecting: expectation)

        var draft = BodyDraft(of: layout, revisedBy: values)
        var note = layout.note.map { Array(layout.bytes[$0.text]) }
        var fingerprint = note == nil ? nil : input.noteFingerprint
        if let newNote {
            draft.writeNote(newNote)
            note = newNote
            fingerprint = digest.map { NoteFingerprint(byteCount: newNote.count, digest: $0(newNote)) }
        } else if input.clearNote, isNoteOn {
            draft.clearNote()
            note = nil
            fingerprint = nil
        }
        for (label, text) in values { draft.write(label, text) }

        var body = draft.rendered()
        if let limit = input.byteLimit, body.count > limit {
            body = BodyShortener(markup: markup, note: note).shortened(body, to: limit)
        }
        return ComposedBody(text: String(decoding: body, as: UTF8.self), noteFingerprint: fingerprint)
    }

    /// The agent's note in a body, as plain text; empty if there is none.
    public func note(in body: String, format: BodyFormat, fingerprint: NoteFingerprint? = nil) -> String {
        let expectation = NoteExpectation(fingerprint: fingerprint, digest: digest)
        let layout = BodyLayout(Array(body.utf8), markup: format.markup, expecting: expectation)
        guard let note = layout.note else { return "" }
        return String(decoding: format.markup.note(layout.bytes[note.text]), as: UTF8.self)
    }
}

/// A log body and what finds the note in it again.
public struct ComposedBody: Hashable, Sendable {
    /// The body in the format asked for.
    public let text: String
    /// Of the note as it stands in ``text``: to be stored with the log, and handed back when the body is next composed
    /// or read. `nil` if the body has no note of ours, or the composer no digest.
    public let noteFingerprint: NoteFingerprint?

    /// A body that was composed elsewhere.
    public init(text: String, noteFingerprint: NoteFingerprint?) {
        self.text = text
        self.noteFingerprint = noteFingerprint
    }
}
