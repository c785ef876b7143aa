/// Everything in a body that reads like something the server wrote, in order, wherever it stands: inside the note and
/// inside other parts as well.
struct BodyScan {
    var openings: [NoteOpening] = []
    var marks: [BodyMark] = []
}

/// Words with which an agent's note begins.
struct NoteOpening {
    let start: Int
    /// The first byte of the note's own text.
    let textStart: Int
}

/// Something that reads like a part of a body.
struct BodyMark {
    /// `nil` for the heading that follows the note.
    let label: BodyLabel?
    let start: Int
    /// One past the part: before the line feed of a line, after the closing tag or line of a block.
    var end: Int
    var value: Range<Int>
}

/// The agent's note in a body.
struct NoteBlock {
    /// Label and headings included.
    let range: Range<Int>
    /// The note itself, in the body's markup.
    let text: Range<Int>
}

/// A place where the note may end.
struct NoteEnd {
    let text: Int
    /// One past what belongs to the note, closing heading included.
    let block: Int
    /// The first mark that stands in the note's text or after it is no longer part of it: an index into the marks.
    let marksInNote: Int
    /// The first mark after the note.
    let marksAfter: Int
}

/// Replaces a piece of a body.
struct BodyEdit {
    let range: Range<Int>
    let text: [UInt8]
}
