extension PlainMarkup {
    func scan(_ bytes: [UInt8]) -> BodyScan {
        var scan = BodyScan()
        // The block whose closing line has not come yet.
        var open: (label: BodyLabel, line: Range<Int>, marks: Int)?
        var line = 0
        while line < bytes.count {
            let lineEnd = bytes.firstIndex(of: 0x0A, from: line) ?? bytes.count
            let range = line..<lineEnd
            if let label = Self.noteLabels.first(where: { bytes.has($0, at: line) }) {
                scan.openings.append(NoteOpening(start: line, textStart: line + label.count))
            } else if let label = blockLabel(of: range, in: bytes) {
                // A block that begins within another: the closing line of the first is gone, and this is not its text.
                open = (label, range, scan.marks.count)
            } else if let block = open, isLine(block.label.component.plainTerminator, range, in: bytes) {
                scan.marks.insert(mark(of: block.label, from: block.line, to: line), at: block.marks)
                open = nil
            } else if let mark = lineMark(range, in: bytes) {
                scan.marks.append(mark)
            }
            line = lineEnd + 1
        }
        return scan
    }

    private func mark(of label: BodyLabel, from line: Range<Int>, to terminator: Int) -> BodyMark {
        let value = line.upperBound + 1
        return BodyMark(
            label: label,
            start: line.lowerBound,
            end: terminator + label.component.plainTerminator.count,
            value: value..<max(value, terminator - 1)
        )
    }

    /// Whether the line holds `text` and nothing else; blanks may follow.
    func isLine(_ text: [UInt8], _ line: Range<Int>, in bytes: [UInt8]) -> Bool {
        line.count >= text.count && bytes.has(text, at: line.lowerBound)
            && bytes[(line.lowerBound + text.count)..<line.upperBound].allSatisfy(\.isBlank)
    }

    /// The label of a block that begins with this line, which holds nothing else.
    func blockLabel(of line: Range<Int>, in bytes: [UInt8]) -> BodyLabel? {
        label(of: line, in: bytes) { label, rest in
            label.component.isSection && bytes[rest..<line.upperBound].allSatisfy(\.isBlank)
        }
    }

    private func lineMark(_ line: Range<Int>, in bytes: [UInt8]) -> BodyMark? {
        let label = label(of: line, in: bytes) { label, rest in
            // A date line is known by its label alone, all others by the blank after it as well.
            !label.component.isSection
                && (rest == line.upperBound || bytes[rest] == 0x20 || label.component == .dateTime)
        }
        guard let label else { return nil }
        let rest = line.lowerBound + 3 + label.name.count
        let value = rest < line.upperBound && bytes[rest] == 0x20 ? rest + 1 : rest
        return BodyMark(label: label, start: line.lowerBound, end: line.upperBound, value: value..<line.upperBound)
    }

    /// The label `- Name:` at the start of the line, if `isRight` says so for it and what follows it.
    private func label(
        of line: Range<Int>,
        in bytes: [UInt8],
        where isRight: (BodyLabel, _ rest: Int) -> Bool
    ) -> BodyLabel? {
        let start = line.lowerBound
        guard line.count > 3, bytes[start] == UInt8(ascii: "-"), bytes[start + 1] == 0x20 else { return nil }
        return labels.first { label in
            let colon = start + 2 + label.name.count
            return bytes.has(label.name, at: start + 2) && colon < line.upperBound && bytes[colon] == UInt8(ascii: ":")
                && isRight(label, colon + 1)
        }
    }
}
