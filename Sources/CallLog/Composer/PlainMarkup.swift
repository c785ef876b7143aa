/// `text/plain`: a line `- Label: value` for each part, blocks closed by `--- END`.
struct PlainMarkup: BodyMarkup {
    /// The second is the label of older records.
    static let noteLabels = [Array("- Note: ".utf8), Array("- Agent notes: ".utf8)]

    var labels: [BodyLabel] { BodyLabel.plainText }
    var notesEndAtAnyLine: Bool { true }
    var shorteningMark: [UInt8] { Array("\n[Shortened to fit the CRM]".utf8) }

    func noteText(_ note: String) -> [UInt8] { Array(note.utf8) }
    func note(_ text: ArraySlice<UInt8>) -> [UInt8] { Array(text) }
    func noteBlock(_ text: [UInt8]) -> [UInt8] { Self.noteLabels[0] + text }
    func newNote(_ text: [UInt8], before body: [UInt8]) -> [UInt8] { noteBlock(text) + [0x0A] }

    /// On top, but below what a person wrote there: no heading ends a note in plain text, so that text would read as
    /// part of the note, and the next note would replace it.
    func notePosition(of text: [UInt8], in layout: BodyLayout) -> Int {
        let bytes = layout.bytes
        var position = bytes.count
        if let first = layout.parts.values.min(by: { $0.start < $1.start }) {
            // A block's own blank line goes with the block.
            let hasOwnLine =
                first.label?.component.hasLeadingBlankLine == true && first.start > 0
                && (first.start == 1 || bytes[first.start - 2] == 0x0A)
            position = hasOwnLine ? first.start - 1 : first.start
        }
        // Below the label of a block without an end, a note that holds such an end would read as the block's text.
        return endsBlock(text) && startsBlock(bytes[..<position]) ? 0 : position
    }

    private func endsBlock(_ text: [UInt8]) -> Bool {
        text.split(separator: 0x0A).map { Array($0) }.contains { line in
            [BodyComponent.aiNote, .journey].contains { isLine($0.plainTerminator, 0..<line.count, in: line) }
        }
    }

    private func startsBlock(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: 0x0A).contains { blockLabel(of: 0..<$0.count, in: Array($0)) != nil }
    }

    func removal(of note: NoteBlock, in bytes: [UInt8]) -> Range<Int> {
        let end = note.range.upperBound
        return note.range.lowerBound..<(end < bytes.count ? end + 1 : end)
    }

    func value(_ text: String, of component: BodyComponent) -> [UInt8] {
        guard component.isSection else {
            return singleLine(text, keepingTrailingLineFeeds: component.consumesLineFeeds)
        }
        let bytes = Array(text.utf8)
        let isTrimmed = component == .aiNote || component == .aceTranscript
        return indented(isTrimmed ? bytes[...].withoutTrailingLineFeeds : bytes[...], of: component)
    }

    /// The text of a block, with a blank before each line that would end the block or begin another.
    private func indented(_ text: ArraySlice<UInt8>, of component: BodyComponent) -> [UInt8] {
        let bytes = Array(text)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var line = 0
        while line < bytes.count {
            let lineEnd = bytes.firstIndex(of: 0x0A, from: line) ?? bytes.count
            let isLabel = blockLabel(of: line..<lineEnd, in: bytes) != nil
            if isLabel || isLine(component.plainTerminator, line..<lineEnd, in: bytes) { result.append(0x20) }
            result.append(contentsOf: bytes[line..<min(lineEnd + 1, bytes.count)])
            line = lineEnd + 1
        }
        return result
    }

    func part(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] {
        label.component.hasLeadingBlankLine ? [0x0A] + text(label, value) + [0x0A] : text(label, value) + [0x0A]
    }

    /// A block brings its own line feed.
    func needsOwnLine(_ component: BodyComponent) -> Bool { !component.hasLeadingBlankLine }

    private func text(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] {
        var text = Array("- ".utf8)
        text.append(contentsOf: label.name)
        text.append(label.component.isSection ? ":\n" : ": ")
        text.append(contentsOf: value)
        if label.component.isSection {
            text.append(0x0A)
            text.append(contentsOf: label.component.plainTerminator)
        }
        return text
    }

    func edit(_ note: NoteBlock, to text: [UInt8], in draft: BodyDraft) -> BodyEdit {
        let bytes = draft.layout.bytes
        let end = note.range.upperBound
        // The line feed at the end of a note must not be taken for the end of its line.
        if end == bytes.count, text.last == 0x0A { return BodyEdit(range: note.range, text: noteBlock(text) + [0x0A]) }
        let next = bytes.endOfLineFeeds(from: end)
        // Another note takes the blank line of a block after it along, as in the reference.
        let takesBlankLine = next - end > 1 && draft.isBlock(at: next) && !bytes[note.text].elementsEqual(text)
        return BodyEdit(
            range: note.range.lowerBound..<(takesBlankLine ? next - 1 : end),
            text: noteBlock(text)
        )
    }

    func edit(_ mark: BodyMark, label: BodyLabel, to value: [UInt8], in draft: BodyDraft) -> BodyEdit? {
        let text = text(label, value)
        let bytes = draft.layout.bytes
        switch label.component {
        case let component where component.consumesLineFeeds:
            // The reference takes all line feeds after the line along, even the one that a block after it began with.
            // That block keeps it while nothing changes: else composing a second time would change the body.
            let end = bytes.endOfLineFeeds(from: mark.end)
            if end - mark.end > 1, draft.isUnchanged(label), draft.isUnchangedBlock(at: end) { return nil }
            return BodyEdit(range: mark.start..<end, text: text + [0x0A])
        case .contactNumber where mark.end == bytes.count:
            return BodyEdit(range: mark.start..<mark.end, text: text + [0x0A])
        default:
            return BodyEdit(range: mark.start..<mark.end, text: text)
        }
    }

    func noteEnds(after opening: NoteOpening, marks: [BodyMark], first: Int, in bytes: [UInt8]) -> [NoteEnd] {
        var ends: [NoteEnd] = []
        for index in first..<marks.count {
            let mark = marks[index]
            var end = mark.start - 1
            guard end >= opening.textStart else { continue }
            // The blank line before a block is the block's own.
            if mark.label?.component.hasLeadingBlankLine == true, end > opening.textStart, bytes[end - 1] == 0x0A {
                end -= 1
            }
            ends.append(NoteEnd(text: end, block: end, marksInNote: index, marksAfter: index))
        }
        let end = bytes.count > opening.textStart && bytes.last == 0x0A ? bytes.count - 1 : bytes.count
        ends.append(NoteEnd(text: end, block: end, marksInNote: marks.count, marksAfter: marks.count))
        return ends
    }
}

extension BodyComponent {
    /// Whether the reference, when it replaces the line, takes all line feeds after it along (contract 8.5).
    var consumesLineFeeds: Bool {
        switch self {
        case .sessionID, .userName, .userNumber, .subject, .recordingLink, .voicemailLink: true
        default: false
        }
    }

    /// Whether plain text sets the part apart by an empty line.
    var hasLeadingBlankLine: Bool { isSection && self != .journey }
}
