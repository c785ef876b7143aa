/// A log body in the making: what stands there, and what is to be replaced, put in and added.
struct BodyDraft {
    let layout: BodyLayout
    /// Labels, by number, whose value is in this revision and in the body already.
    let unchanged: UInt32
    private var edits: [BodyEdit] = []
    private var additions: [(text: [UInt8], needsOwnLine: Bool)] = []
    private var addedLabels: UInt32 = 0

    init(of layout: BodyLayout, revisedBy values: [(label: BodyLabel, text: [UInt8])]) {
        self.layout = layout
        var unchanged: UInt32 = 0
        for (label, text) in values {
            guard let current = layout.value(of: label) else { continue }
            if current.withoutTrailingLineFeeds == text[...].withoutTrailingLineFeeds {
                unchanged |= 1 << UInt32(label.id)
            }
        }
        self.unchanged = unchanged
    }

    func isUnchanged(_ label: BodyLabel) -> Bool { unchanged & 1 << UInt32(label.id) != 0 }

    /// Whether a block that brings its own blank line begins at `position`.
    func isBlock(at position: Int) -> Bool { blockLabel(at: position) != nil }

    /// Whether such a block begins there, and this revision leaves it as it is.
    func isUnchangedBlock(at position: Int) -> Bool { blockLabel(at: position).map { isUnchanged($0) } == true }

    private func blockLabel(at position: Int) -> BodyLabel? {
        let mark = layout.parts.values.first { $0.start == position }
        return mark?.label.flatMap { $0.component.hasLeadingBlankLine ? $0 : nil }
    }

    mutating func writeNote(_ text: [UInt8]) {
        if let note = layout.note {
            edits.append(layout.markup.edit(note, to: text, in: self))
        } else {
            let position = layout.markup.notePosition(of: text, in: layout)
            var note = layout.markup.newNote(text, before: layout.bytes)
            if position > 0, layout.bytes[position - 1] != 0x0A { note.insert(0x0A, at: 0) }
            edits.append(BodyEdit(range: position..<position, text: note))
        }
    }

    mutating func clearNote() {
        guard let note = layout.note else { return }
        edits.append(BodyEdit(range: layout.markup.removal(of: note, in: layout.bytes), text: []))
    }

    /// Replaces the part if the body has it, else adds it.
    mutating func write(_ label: BodyLabel, _ value: [UInt8]) {
        let value = label.component.isSection ? layout.markup.protected(value, known: labels(above: label)) : value
        if let mark = layout.parts[label.id] {
            // A user name once known stays: the call may have moved on to somebody else.
            if label.component == .userName, !layout.bytes[mark.value].trimmed.elementsEqual("(pending...)".utf8) {
                return
            }
            if let edit = layout.markup.edit(mark, label: label, to: value, in: self) { edits.append(edit) }
            return
        }
        let part = layout.markup.part(label, value)
        if let position = layout.markup.insertionPoint(for: label.component, in: layout) {
            edits.append(BodyEdit(range: position..<position, text: part))
        } else {
            additions.append((part, layout.markup.needsOwnLine(label.component)))
            addedLabels |= 1 << UInt32(label.id)
        }
    }

    /// A bit for each label that stands above the part, and for the part itself.
    private func labels(above label: BodyLabel) -> UInt32 {
        let position = layout.parts[label.id]?.start
        var labels: UInt32 = 1 << UInt32(label.id)
        for (id, mark) in layout.parts where mark.start < position ?? .max { labels |= 1 << UInt32(id) }
        return position == nil ? labels | addedLabels : labels
    }

    func rendered() -> [UInt8] {
        let bytes = layout.bytes
        var body: [UInt8] = []
        body.reserveCapacity(bytes.count + 1024)
        var position = 0
        // Edits in the same place stay in the order they were made in.
        let sorted = edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        for (_, edit) in sorted {
            body.append(contentsOf: bytes[position..<edit.range.lowerBound])
            body.append(contentsOf: edit.text)
            position = edit.range.upperBound
        }
        body.append(contentsOf: bytes[position...])
        for (text, needsOwnLine) in additions {
            if needsOwnLine, let last = body.last, last != 0x0A { body.append(0x0A) }
            body.append(contentsOf: text)
        }
        return body
    }
}
