/// `text/plain`: a line `- Label: value` for each part, blocks closed by `--- END`.
struct PlainMarkup: BodyMarkup {
    /// The second is the label of older records.
    private static let noteLabels = [Array("- Note: ".utf8), Array("- Agent notes: ".utf8)]

    var labels: [BodyLabel] { BodyLabel.plainText }
    var notesEndAtAnyLine: Bool { true }
    var shorteningMark: [UInt8] { Array("\n[Shortened to fit the CRM]".utf8) }

    func noteText(_ note: String) -> [UInt8] { Array(note.utf8) }
    func note(_ text: ArraySlice<UInt8>) -> [UInt8] { Array(text) }
    func noteBlock(_ text: [UInt8]) -> [UInt8] { Self.noteLabels[0] + text }
    func newNote(_ text: [UInt8], before body: [UInt8]) -> [UInt8] { noteBlock(text) + [0x0A] }

    func removal(of note: NoteBlock, in bytes: [UInt8]) -> Range<Int> {
        let end = note.range.upperBound
        return note.range.lowerBound..<(end < bytes.count ? end + 1 : end)
    }

    func value(_ text: String, of component: BodyComponent) -> [UInt8] {
        guard component.isSection else {
            return singleLine(text, keepingTrailingLineFeeds: component.consumesLineFeeds)
        }
        var bytes = Array(text.utf8)
        if component == .aiNote || component == .aceTranscript { bytes = Array(bytes[...].withoutTrailingLineFeeds) }
        // A closing line inside the text would end the block too early, here and in the reference.
        let terminator = component.plainTerminator
        var position = 0
        while let found = bytes.firstIndex(of: terminator, from: position) {
            position = found + terminator.count
            bytes.replaceSubrange(position - 3..<position, with: Array("End".utf8))
        }
        return bytes
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

    func edit(_ mark: BodyMark, label: BodyLabel, to value: [UInt8], in draft: BodyDraft) -> BodyEdit? {
        let text = text(label, value)
        let bytes = draft.layout.bytes
        switch label.component {
        case let component where component.consumesLineFeeds:
            // The reference takes the line feeds after the line along, even the one that a block after it began with.
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

    func scan(_ bytes: [UInt8]) -> BodyScan {
        var scan = BodyScan()
        var ends = Occurrences(of: BodyComponent.aiNote.plainTerminator)
        var journeyEnds = Occurrences(of: BodyComponent.journey.plainTerminator)
        var line = 0
        while line < bytes.count {
            let lineEnd = bytes.firstIndex(of: 0x0A, from: line) ?? bytes.count
            if lineEnd - line > 3, bytes[line] == UInt8(ascii: "-"), bytes[line + 1] == 0x20 {
                if let label = Self.noteLabels.first(where: { bytes.has($0, at: line) }) {
                    scan.openings.append(NoteOpening(start: line, textStart: line + label.count))
                } else if let label = label(at: line + 2, in: bytes) {
                    let colon = line + 2 + label.name.count
                    if !label.component.isSection {
                        let value = min(colon + 1 < lineEnd && bytes[colon + 1] == 0x20 ? colon + 2 : colon + 1, lineEnd)
                        scan.marks.append(BodyMark(label: label, start: line, end: lineEnd, value: value..<lineEnd))
                    } else if bytes[(colon + 1)..<lineEnd].allSatisfy(\.isBlank), lineEnd < bytes.count {
                        let end =
                            label.component == .journey
                            ? journeyEnds.first(from: lineEnd + 1, in: bytes) : ends.first(from: lineEnd + 1, in: bytes)
                        if let end {
                            let valueEnd = max(lineEnd + 1, bytes[end - 1] == 0x0A ? end - 1 : end)
                            scan.marks.append(
                                BodyMark(
                                    label: label,
                                    start: line,
                                    end: end + label.component.plainTerminator.count,
                                    value: lineEnd + 1..<valueEnd
                                )
                            )
                        }
                    }
                }
            }
            line = lineEnd + 1
        }
        return scan
    }

    private func label(at position: Int, in bytes: [UInt8]) -> BodyLabel? {
        labels.first { label in
            let colon = position + label.name.count
            guard bytes.has(label.name, at: position), colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else {
                return false
            }
            // A date line is known by its label alone, all others by the blank after it as well.
            return colon + 1 == bytes.count || bytes[colon + 1].isBlank || label.component == .dateTime
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
