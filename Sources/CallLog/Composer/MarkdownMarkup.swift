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
        guard !body.has(Self.detailsHeading, at: 0) else { return Self.noteHeading + [0x0A] + text + [0x0A, 0x0A] }
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
        var bytes = Array(text.utf8)
        if component == .aiNote || component == .aceTranscript { bytes = Array(bytes[...].withoutTrailingLineFeeds) }
        // A line that reads like one of ours would end the block; one blank before it looks the same on the page.
        var indented: [UInt8] = []
        indented.reserveCapacity(bytes.count)
        var line = 0
        while line < bytes.count {
            let lineEnd = bytes.firstIndex(of: 0x0A, from: line) ?? bytes.count
            if isOurs(line..<lineEnd, in: bytes) { indented.append(0x20) }
            indented.append(contentsOf: bytes[line..<min(lineEnd + 1, bytes.count)])
            line = lineEnd + 1
        }
        return indented
    }

    private func isOurs(_ line: Range<Int>, in bytes: [UInt8]) -> Bool {
        label(of: line, in: bytes) != nil || isHeading(Self.noteHeading, line, in: bytes)
            || isHeading(Self.detailsHeading, line, in: bytes)
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
                scan.marks.append(BodyMark(label: nil, start: line, end: lineEnd, value: lineEnd..<lineEnd))
            }
            line = lineEnd + 1
        }
        return scan
    }

    private func isHeading(_ heading: [UInt8], _ line: Range<Int>, in bytes: [UInt8]) -> Bool {
        line.count == heading.count && bytes.has(heading, at: line.lowerBound)
    }

    private func label(of line: Range<Int>, in bytes: [UInt8]) -> (BodyLabel, value: Range<Int>)? {
        let start = line.lowerBound
        guard line.count > 4, bytes[start] == UInt8(ascii: "*") || bytes[start] == UInt8(ascii: "#") else { return nil }
        if bytes.has(Array("### ".utf8), at: start) {
            let name = bytes[(start + 4)..<line.upperBound]
            guard let label = labels.first(where: { $0.component.isSection && name.elementsEqual($0.name) }) else {
                return nil
            }
            return (label, line.upperBound..<line.upperBound)
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
