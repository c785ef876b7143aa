/// How one format writes the parts of a body, and how it is read back (contract 8.3 to 8.5).
protocol BodyMarkup: Sendable {
    var labels: [BodyLabel] { get }

    /// Whether a block ends where the next part begins, for want of a closing line or tag.
    var hasOpenSections: Bool { get }

    /// Whether nothing but a line feed need follow a note, for want of a heading.
    var notesEndAtAnyLine: Bool { get }

    func scan(_ bytes: [UInt8]) -> BodyScan

    /// The places where the note that begins at `opening` may end, from front to back.
    func noteEnds(after opening: NoteOpening, marks: [BodyMark], first: Int, in bytes: [UInt8]) -> [NoteEnd]

    /// The agent's note as it stands in a body.
    func noteText(_ note: String) -> [UInt8]
    /// The inverse of ``noteText(_:)``.
    func note(_ text: ArraySlice<UInt8>) -> [UInt8]
    /// Label and note, as they replace an older note.
    func noteBlock(_ text: [UInt8]) -> [UInt8]
    /// How another note takes the place of one.
    func edit(_ note: NoteBlock, to text: [UInt8], in draft: BodyDraft) -> BodyEdit
    /// What stands before `body` when it had no note.
    func newNote(_ text: [UInt8], before body: [UInt8]) -> [UInt8]
    /// Where a note goes in a body without one.
    func notePosition(of text: [UInt8], in layout: BodyLayout) -> Int
    /// What to take away so that the body is as if no note had been written.
    func removal(of note: NoteBlock, in bytes: [UInt8]) -> Range<Int>

    /// A value as it stands in a body.
    func value(_ text: String, of component: BodyComponent) -> [UInt8]
    /// The text of a block so that no line of it is taken for a part; `known` has a bit for each label further up.
    func protected(_ value: [UInt8], known: UInt32) -> [UInt8]
    /// How `value` takes the place of an older one; `nil` to leave the body as it is.
    func edit(_ mark: BodyMark, label: BodyLabel, to value: [UInt8], in draft: BodyDraft) -> BodyEdit?
    /// The part as it is appended to a body.
    func part(_ label: BodyLabel, _ value: [UInt8]) -> [UInt8]
    /// Whether an appended part has to begin on a line of its own.
    func needsOwnLine(_ component: BodyComponent) -> Bool
    /// Where a part belongs that the body has not yet, if not at its end.
    func insertionPoint(for component: BodyComponent, in layout: BodyLayout) -> Int?

    /// The longest piece of at most `limit` bytes of a block's text that ends between two characters.
    func cutPoint(of value: ArraySlice<UInt8>, limit: Int) -> Int
    /// What shows that a block has been cut.
    var shorteningMark: [UInt8] { get }
}

extension BodyFormat {
    var markup: any BodyMarkup {
        switch self {
        case .plainText: PlainMarkup()
        case .html: HTMLMarkup()
        case .markdown: MarkdownMarkup()
        }
    }
}

extension BodyMarkup {
    var hasOpenSections: Bool { false }
    var notesEndAtAnyLine: Bool { false }

    func edit(_ note: NoteBlock, to text: [UInt8], in draft: BodyDraft) -> BodyEdit {
        BodyEdit(range: note.range, text: noteBlock(text))
    }

    func protected(_ value: [UInt8], known: UInt32) -> [UInt8] { value }
    func notePosition(of text: [UInt8], in layout: BodyLayout) -> Int { 0 }
    func insertionPoint(for component: BodyComponent, in layout: BodyLayout) -> Int? { nil }

    func cutPoint(of value: ArraySlice<UInt8>, limit: Int) -> Int {
        cutPointBetweenCharacters(of: value, limit: limit)
    }

    func cutPointBetweenCharacters(of value: ArraySlice<UInt8>, limit: Int) -> Int {
        guard limit < value.count else { return value.endIndex }
        let text = String(decoding: value, as: UTF8.self)
        var index = text.utf8.index(text.startIndex, offsetBy: max(0, limit))
        while index > text.startIndex, String.Index(index, within: text) == nil {
            index = text.utf8.index(before: index)
        }
        return value.startIndex + text.utf8.distance(from: text.startIndex, to: index)
    }

    /// One line: line ends inside become blanks, as nothing could tell later where the value ended.
    func singleLine(_ text: String, keepingTrailingLineFeeds: Bool) -> [UInt8] {
        let bytes = Array(text.utf8)
        let end = bytes[...].withoutTrailingLineFeeds.endIndex
        var line: [UInt8] = []
        line.reserveCapacity(bytes.count)
        for position in 0..<end {
            if bytes[position] == 0x0A {
                if line.last == 0x0D { line.removeLast() }
                line.append(0x20)
            } else {
                line.append(bytes[position])
            }
        }
        if keepingTrailingLineFeeds { line.append(contentsOf: bytes[end...]) }
        return line
    }
}
