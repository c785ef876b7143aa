/// `text/markdown`: a line `**Label**: value` for each part, blocks under `### Label`.
struct MarkdownMarkup: BodyMarkup {
    private static let noteHeading = Array("## Agent notes".utf8)
    private static let detailsHeading = Array("## Call details".utf8)

    var labels: [BodyLabel] { BodyLabel.markdown }
    var hasOpenSections: Bool { true }
    var shorteningMark: [UInt8] { Array("\n[Shortened to fit the CRM]".utf8) }

    func noteText(_ note: String) -> [UInt8] { Array(note.utf8) }
    func note(_ text: ArraySlice<UInt8>) -> [UInt8] { Array(text) }

    func noteBlock(_ text: [UInt8]) -> [UInt8] {
        Self.noteHeading + [0x0A] + text + [0x0A, 0x0A] + Self.detailsHeading
    }

    func newNote(_ text: [UInt8], before body: [UInt8]) -> [UInt8] {
        let line = 0..<(body.firstIndex(of: 0x0A, from: 0) ?? body.count)
        guard !isHeading(Self.detailsHeading, line, in: body) else {
            return Self.noteHeading + [0x0A] + text + [0x0A, 0x0A]
        }
        return noteBlock(text) + [0x0A]
    }

    func removal(of note: NoteBlock, in bytes: [UInt8]) -> Range<Int> {
        let end = note.range.upperBound
        return note.range.lowerBound..<(end < bytes.count && bytes[end] == 0x0A ? end + 1 : end)
    }

    func value(_ text: String, of component: BodyComponent) -> [UInt8] {
        guard component.isSection else {
            return singleLine(text, keepingTrailingLineFeeds: component != .aceRecordingLink)
        }
        let bytes = Array(text.utf8)
        let isTrimmed = component == .aiNote || component == .aceTranscript
        return isTrimmed ? Array(bytes[...].withoutTrailingLineFeeds) : bytes
    }

    /// A line that reads like a part of its own would end the block: one blank before it looks the same on the page.
    ///
    /// A part that stands further up needs no care, as a second one can only be text.
    func protected(_ value: [UInt8], known: UInt32) -> [UInt8] {
        var indented: [UInt8] = []
        indented.reserveCapacity(value.count)
        var line = 0
        while line < value.count {
            let lineEnd = value.firstIndex(of: 0x0A, from: line) ?? value.count
            if endsBlock(line..<lineEnd, in: value, known: known) { indented.append(0x20) }
            indented.append(contentsOf: value[line..<min(lineEnd + 1, value.count)])
            line = lineEnd + 1
        }
        return indented
    }

    private func endsBlock(_ line: Range<Int>, in bytes: [UInt8], known: UInt32) -> Bool {
        if let (label, _) = label(of: line, in: bytes) { return known & 1 << UInt32(label.id) == 0 }
        return isHeading(Self.noteHeading, line, in: bytes) || isHeading(Self.detailsHeading, line, in: bytes)
    }

    func part(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] { text(label, value) + [0x0A] }

    func needsOwnLine(_ component: BodyComponent) -> Bool { true }

    private func text(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] {
        if label.component.isSection { return Array("### ".utf8) + label.name + [0x0A] + value }
        return Array("**".utf8) + label.name + Array("**: ".utf8) + value
    }

    func edit(_ mark: BodyMark, label: BodyLabel, to value: [UInt8], in draft: BodyDraft) -> BodyEdit? {
        let text = text(label, value)
        let count = draft.layout.bytes.count
        if label.component.isSection || label.component == .aceRecordingLink {
            return BodyEdit(range: mark.start..<mark.end, text: mark.end == count ? text + [0x0A] : text)
        }
        return BodyEdit(range: mark.start..<draft.layout.bytes.endOfLineFeeds(from: mark.end), text: text + [0x0A])
    }

    func scan(_ bytes: [UInt8]) -> BodyScan {
        var scan = BodyScan()
        var line = 0
        while line < bytes.count {
            let lineEnd = bytes.firstIndex(of: 0x0A, from: line) ?? bytes.count
            let range = line..<lineEnd
            if let (label, value) = label(of: range, in: bytes) {
                scan.marks.append(BodyMark(label: label, start: line, end: lineEnd, value: value))
            } else if isHeading(Self.noteHeading, range, in: bytes), lineEnd < bytes.count {
                scan.openings.append(NoteOpening(start: line, textStart: lineEnd + 1))
            } else if isHeading(Self.detailsHeading, range, in: bytes) {
                let end = line + Self.detailsHeading.count
                scan.marks.append(BodyMark(label: nil, start: line, end: end, value: end..<end))
            }
            line = lineEnd + 1
        }
        return scan
    }

    /// Blanks may follow, also the carriage return of a CRM that ends lines with two characters.
    private func isHeading(_ heading: [UInt8], _ line: Range<Int>, in bytes: [UInt8]) -> Bool {
        line.count >= heading.count && bytes.has(heading, at: line.lowerBound)
            && bytes[(line.lowerBound + heading.count)..<line.upperBound].allSatisfy(\.isBlank)
    }

    private func label(of line: Range<Int>, in bytes: [UInt8]) -> (BodyLabel, value: Range<Int>)? {
        let start = line.lowerBound
        guard line.count > 4, bytes[start] == UInt8(ascii: "*") || bytes[start] == UInt8(ascii: "#") else { return nil }
        if bytes.has(Array("### ".utf8), at: start) {
            let name = (start + 4)..<line.upperBound
            let label = labels.first { $0.component.isSection && isHeading($0.name, name, in: bytes) }
            return label.map { ($0, line.upperBound..<line.upperBound) }
        }
        guard bytes.has(Array("**".utf8), at: start) else { return nil }
        for label in labels where !label.component.isSection && bytes.has(label.name, at: start + 2) {
            let end = start + 2 + label.name.count
            guard bytes.has(Array("**:".utf8), at: end) else { continue }
            let value = end + 3
            if value == line.upperBound { return (label, value..<value) }
            if bytes[value] == 0x20 { return (label, value + 1..<line.upperBound) }
        }
        return nil
    }

    func noteEnds(after opening: NoteOpening, marks: [BodyMark], first: Int, in bytes: [UInt8]) -> [NoteEnd] {
        var ends: [(end: NoteEnd, isWhole: Bool)] = []
        for index in first..<marks.count where marks[index].label == nil {
            let heading = marks[index]
            var end = max(opening.textStart, heading.start - 1)
            let isWhole = end > opening.textStart && bytes[end - 1] == 0x0A
            if isWhole { end -= 1 }
            ends.append((NoteEnd(text: end, block: heading.end, marksInNote: index, marksAfter: index + 1), isWhole))
        }
        // An empty line stands before the heading that we write; a heading without one counts if there is no other.
        let whole = ends.filter(\.isWhole)
        return (whole.isEmpty ? Array(ends.prefix(1)) : whole).map(\.end)
    }
}
