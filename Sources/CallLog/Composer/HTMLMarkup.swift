/// `text/html`: an item `<li><b>Label</b>: value</li>` for each part, blocks in `<div>`.
struct HTMLMarkup: BodyMarkup {
    static let noteHeading = Array("<b>Agent notes</b>".utf8)
    static let detailsHeading = Array("<b>Call details</b>".utf8)

    var labels: [BodyLabel] { BodyLabel.html }
    var shorteningMark: [UInt8] { Array("<br>[Shortened to fit the CRM]".utf8) }

    func noteText(_ note: String) -> [UInt8] { HTMLText.content(note.utf8, lineEnds: .feedToBreak) }
    func note(_ text: ArraySlice<UInt8>) -> [UInt8] { HTMLText.text(text) }

    func noteBlock(_ text: [UInt8]) -> [UInt8] {
        var block = Self.noteHeading
        block.append("<br>")
        block.append(contentsOf: text)
        block.append("<br><br>")
        block.append(contentsOf: Self.detailsHeading)
        return block
    }

    func newNote(_ text: [UInt8], before body: [UInt8]) -> [UInt8] { noteBlock(text) + HTMLText.lineBreak }

    func removal(of note: NoteBlock, in bytes: [UInt8]) -> Range<Int> {
        let end = note.range.upperBound
        return note.range.lowerBound..<(end + (HTMLText.lengthOfBreak(at: end, in: bytes[...]) ?? 0))
    }

    func value(_ text: String, of component: BodyComponent) -> [UInt8] {
        let bytes = Array(text.utf8)
        if component.isLink { return link(bytes, of: component) }
        guard component.isSection, component != .transcript else { return HTMLText.content(bytes) }
        return HTMLText.content(bytes[...].withoutTrailingLineFeeds)
    }

    /// Only web addresses become links: a browser would run other kinds.
    private func link(_ address: [UInt8], of component: BodyComponent) -> [UInt8] {
        guard address.has(Array("http://".utf8), at: 0) || address.has(Array("https://".utf8), at: 0) else {
            return component == .aceRecordingLink ? HTMLText.content(address) : Array("(pending...)".utf8)
        }
        var link = Array("<a target=\"_blank\" href=\"".utf8)
        link.append(contentsOf: HTMLText.attribute(address))
        link.append("\">open</a>")
        return link
    }

    func part(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] {
        let hasBreak = label.component == .aiNote || label.component == .transcript
        return hasBreak ? text(label, value) + HTMLText.lineBreak : text(label, value)
    }

    func needsOwnLine(_ component: BodyComponent) -> Bool { false }

    private func text(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8] {
        let isSection = label.component.isSection
        var text: [UInt8] = []
        text.reserveCapacity(value.count + label.name.count + 24)
        text.append(isSection ? "<div><b>" : "<li><b>")
        text.append(contentsOf: label.name)
        text.append(isSection ? "</b><br>" : "</b>: ")
        text.append(contentsOf: value)
        text.append(isSection ? "</div>" : "</li>")
        return text
    }

    func edit(_ mark: BodyMark, label: BodyLabel, to value: [UInt8], in draft: BodyDraft) -> BodyEdit? {
        BodyEdit(range: mark.start..<mark.end, text: text(label, value))
    }

    /// Recording links go into the list, if a CRM made one of the items.
    func insertionPoint(for component: BodyComponent, in layout: BodyLayout) -> Int? {
        guard component == .recordingLink || component == .voicemailLink else { return nil }
        var position = 0
        while let found = layout.bytes.firstIndex(of: UInt8(ascii: "<"), from: position) {
            if let text = layout.userText(around: found) {
                position = text.upperBound
            } else if layout.bytes.has(Array("</ul>".utf8), ignoringCaseAt: found) {
                return found
            } else {
                position = found + 1
            }
        }
        return nil
    }

    /// Ends neither within a tag nor within a character reference.
    func cutPoint(of value: ArraySlice<UInt8>, limit: Int) -> Int {
        guard limit < value.count else { return value.endIndex }
        let end = value.startIndex + max(0, limit)
        var position = end
        while position > value.startIndex, end - position < 16 {
            position -= 1
            if value[position] == UInt8(ascii: ">") || value[position] == UInt8(ascii: ";") { break }
            if value[position] == UInt8(ascii: "<") || value[position] == UInt8(ascii: "&") {
                return cutPointBetweenCharacters(of: value, limit: position - value.startIndex)
            }
        }
        return cutPointBetweenCharacters(of: value, limit: end - value.startIndex)
    }

    func noteEnds(after opening: NoteOpening, marks: [BodyMark], first: Int, in bytes: [UInt8]) -> [NoteEnd] {
        var ends: [(end: NoteEnd, isWhole: Bool)] = []
        for index in first..<marks.count where marks[index].label == nil {
            let heading = marks[index]
            guard heading.start > opening.textStart || bytes[opening.textStart - 1] == UInt8(ascii: ">") else {
                continue
            }
            let last = startOfBreak(before: heading.start, from: opening.textStart, in: bytes)
            let both = last.flatMap { startOfBreak(before: $0, from: opening.textStart, in: bytes) }
            let end = NoteEnd(
                text: both ?? last ?? heading.start,
                block: heading.end,
                marksInNote: index,
                marksAfter: index + 1
            )
            ends.append((end, both != nil))
        }
        // Two breaks stand before the heading that we write; a heading without them counts if there is no other.
        let whole = ends.filter(\.isWhole)
        return (whole.isEmpty ? Array(ends.prefix(1)) : whole).map(\.end)
    }

    private func startOfBreak(before end: Int, from start: Int, in bytes: [UInt8]) -> Int? {
        for tag in [HTMLText.lineBreak, Array("<br/>".utf8), Array("<br />".utf8)]
        where end - tag.count >= start && bytes.has(tag, ignoringCaseAt: end - tag.count) {
            return end - tag.count
        }
        return nil
    }
}
