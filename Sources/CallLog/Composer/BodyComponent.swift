/// A part of a log body; the raw value is its place in the order of writing (contract 8.2).
enum BodyComponent: Int, CaseIterable, Sendable {
    case note = 1
    case sessionID, userName, userNumber, subject, contactNumber, dateTime, duration, result
    case recordingLink, voicemailLink
    case aiNote, transcript, aceTranscript, aceSummary
    case score
    case aceBulletedSummary
    case aceRecordingLink
    case journey

    /// Whether the part is a block of several lines rather than one line or list item.
    var isSection: Bool {
        switch self {
        case .aiNote, .transcript, .aceTranscript, .aceSummary, .aceBulletedSummary, .journey: true
        default: false
        }
    }

    var isLink: Bool { self == .recordingLink || self == .voicemailLink || self == .aceRecordingLink }

    /// The line that closes the part in plain text.
    ///
    /// Nothing but the journey has one of its own, so that texts of different origin cannot close each other.
    var plainTerminator: [UInt8] { self == .journey ? Array("--- JOURNEY END".utf8) : Array("--- END".utf8) }
}

/// The spelling by which a part is written and found again (contract 8.3).
struct BodyLabel: Sendable {
    /// Below 32, and different for every label of a format.
    let id: Int
    let component: BodyComponent
    let name: [UInt8]

    static let plainText = table(contactNumber: ["Contact Number"], dateTime: "Date/Time")
    static let html = table(contactNumber: ["Recipient phone number", "Caller phone number"], dateTime: "Date/time")
    static let markdown = plainText

    private static func table(contactNumber: [String], dateTime: String) -> [BodyLabel] {
        var labels: [BodyLabel] = []
        func add(_ component: BodyComponent, _ name: String) {
            labels.append(BodyLabel(id: labels.count, component: component, name: Array(name.utf8)))
        }
        add(.sessionID, "Session Id")
        add(.userName, "RingCentral user name")
        add(.userNumber, "RingCentral number and extension")
        add(.subject, "Summary")
        for name in contactNumber { add(.contactNumber, name) }
        add(.dateTime, dateTime)
        add(.duration, "Duration")
        add(.result, "Result")
        add(.recordingLink, "Call recording link")
        add(.voicemailLink, "Voicemail recording link")
        add(.aiNote, "AI Note")
        add(.transcript, "Transcript")
        add(.aceTranscript, "ACE transcript")
        add(.aceSummary, "ACE summary")
        add(.score, "Call score")
        add(.aceBulletedSummary, "ACE bulleted summary")
        add(.aceRecordingLink, "ACE recording link")
        add(.journey, "Call journey")
        return labels
    }
}
