/// A log body taken apart: the agent's note, the parts that the server wrote, and between them other people's text.
struct BodyLayout {
    let bytes: [UInt8]
    let markup: any BodyMarkup
    let note: NoteBlock?
    /// The first part for each label.
    private(set) var parts: [Int: BodyMark] = [:]
    /// Where blocks stand, in order.
    private var blocks: [Range<Int>] = []

    init(_ bytes: [UInt8], markup: any BodyMarkup, expecting expectation: NoteExpectation) {
        self.bytes = bytes
        self.markup = markup
        let scan = markup.scan(bytes)
        note = NoteFinder(bytes: bytes, markup: markup, scan: scan, expectation: expectation).note()
        if let note {
            collect(scan.marks, in: 0..<note.range.lowerBound)
            collect(scan.marks, in: note.range.upperBound..<bytes.count)
        } else {
            collect(scan.marks, in: 0..<bytes.count)
        }
    }

    /// Takes the marks that stand in no other's text.
    private mutating func collect(_ marks: [BodyMark], in range: Range<Int>) {
        var end = range.lowerBound
        var openSection: BodyMark?
        for mark in marks where mark.start >= range.lowerBound && mark.end <= range.upperBound {
            guard mark.start >= end, let label = mark.label else { continue }
            // What a block without a closing line says twice is its own text: the server writes each part once.
            if openSection != nil, parts[label.id] != nil { continue }
            close(&openSection, at: mark.start)
            if markup.hasOpenSections, label.component.isSection {
                openSection = mark
                // Known from now on, so that the same heading further down is text.
                parts[label.id] = parts[label.id] ?? mark
            } else {
                add(mark, label)
            }
            end = mark.end
        }
        close(&openSection, at: range.upperBound)
    }

    private mutating func add(_ mark: BodyMark, _ label: BodyLabel) {
        if parts[label.id] == nil || parts[label.id]?.start == mark.start { parts[label.id] = mark }
        if label.component.isSection { blocks.append(mark.start..<mark.end) }
    }

    /// Ends a block before the line feed in front of `position`.
    private mutating func close(_ section: inout BodyMark?, at position: Int) {
        guard var mark = section, let label = mark.label else { return }
        let hasLineFeed = position > mark.end && bytes[position - 1] == 0x0A
        let valueEnd = hasLineFeed ? position - 1 : position
        let valueStart = min(mark.end + 1, valueEnd)
        mark.value = min(valueStart, valueEnd)..<valueEnd
        mark.end = max(mark.end, valueEnd)
        section = nil
        add(mark, label)
    }

    /// The block or note that `position` stands in.
    func userText(around position: Int) -> Range<Int>? {
        if let note, note.range.contains(position) { return note.range }
        return blocks.first { $0.contains(position) }
    }

    func value(of label: BodyLabel) -> ArraySlice<UInt8>? { parts[label.id].map { bytes[$0.value] } }
}
