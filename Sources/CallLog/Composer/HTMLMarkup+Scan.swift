extension HTMLMarkup {
    private static let item = Array("<li>".utf8)
    private static let itemEnd = Array("</li>".utf8)
    private static let bold = Array("<b>".utf8)
    private static let boldEnd = Array("</b>".utf8)
    private static let block = Array("<div>".utf8)
    private static let blockEnd = Array("</div>".utf8)
    private static let anchor = Array("<a ".utf8)
    private static let anchorEnd = Array("</a>".utf8)
    /// Tags that end an item whose own closing tag is missing.
    private static let itemBoundaries = ["<li", "<ul", "</ul", "<ol", "</ol", "<div", "</div", "<p>", "</p>", "<b>"]
        .map { Array($0.utf8) }

    func scan(_ bytes: [UInt8]) -> BodyScan {
        var scan = BodyScan()
        var position = 0
        while let tag = bytes.firstIndex(of: UInt8(ascii: "<"), from: position) {
            position = tag + 1
            if bytes.has(Self.noteHeading, ignoringCaseAt: tag) {
                let end = tag + Self.noteHeading.count
                let text = end + (HTMLText.lengthOfBreak(at: end, in: bytes[...]) ?? 0)
                scan.openings.append(NoteOpening(start: tag, textStart: text))
            } else if bytes.has(Self.detailsHeading, ignoringCaseAt: tag) {
                let end = tag + Self.detailsHeading.count
                scan.marks.append(BodyMark(label: nil, start: tag, end: end, value: end..<end))
            } else if let mark = itemMark(at: tag, in: bytes) ?? blockMark(at: tag, in: bytes) {
                scan.marks.append(mark)
                // The label inside an item must not be taken for an item without a list tag.
                position = mark.value.lowerBound
            }
        }
        return scan
    }

    private func itemMark(at start: Int, in bytes: [UInt8]) -> BodyMark? {
        let isItem = bytes.has(Self.item, ignoringCaseAt: start)
        let name = isItem ? start + Self.item.count : start
        // Outside of a list item, a label counts only where an item could start: not in the middle of somebody's line.
        guard isItem || start == 0 || bytes[start - 1] == UInt8(ascii: ">") || bytes[start - 1] == 0x0A,
            let (label, end) = label(at: name, isBlock: false, in: bytes)
        else { return nil }
        let hasBlank = end < bytes.count && bytes[end] == 0x20
        let value = hasBlank ? end + 1 : end
        let ends = isItem ? endOfItem(from: value, in: bytes) : nil
        let (valueEnd, markEnd) = ends ?? endOfValue(from: value, of: label, in: bytes)
        guard valueEnd > end else { return nil }
        return BodyMark(label: label, start: start, end: markEnd, value: min(value, valueEnd)..<valueEnd)
    }

    /// Up to the closing tag, over everything that is not the start of something else.
    private func endOfItem(from start: Int, in bytes: [UInt8]) -> (value: Int, mark: Int)? {
        var position = start
        while let tag = bytes.firstIndex(of: UInt8(ascii: "<"), from: position) {
            if bytes.has(Self.itemEnd, ignoringCaseAt: tag) { return (tag, tag + Self.itemEnd.count) }
            if Self.itemBoundaries.contains(where: { bytes.has($0, ignoringCaseAt: tag) }) { return nil }
            position = tag + 1
        }
        return nil
    }

    /// Up to the next tag or line feed; a link is a value as a whole.
    private func endOfValue(from start: Int, of label: BodyLabel, in bytes: [UInt8]) -> (value: Int, mark: Int) {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "<"), bytes[end] != 0x0A { end += 1 }
        if label.component.isLink, bytes.has(Self.anchor, ignoringCaseAt: end),
            bytes[start..<end].allSatisfy(\.isBlank),
            let text = bytes.firstIndex(of: UInt8(ascii: ">"), from: end),
            let close = bytes.firstIndex(of: UInt8(ascii: "<"), from: text),
            bytes.has(Self.anchorEnd, ignoringCaseAt: close)
        {
            end = close + Self.anchorEnd.count
        }
        return (end, bytes.has(Self.itemEnd, ignoringCaseAt: end) ? end + Self.itemEnd.count : end)
    }

    private func blockMark(at start: Int, in bytes: [UInt8]) -> BodyMark? {
        guard bytes.has(Self.block, ignoringCaseAt: start),
            let (label, end) = label(at: start + Self.block.count, isBlock: true, in: bytes)
        else { return nil }
        var position = end
        while let tag = bytes.firstIndex(of: UInt8(ascii: "<"), from: position) {
            if bytes.has(Self.blockEnd, ignoringCaseAt: tag) {
                return BodyMark(label: label, start: start, end: tag + Self.blockEnd.count, value: end..<tag)
            }
            if bytes.has(Self.block, ignoringCaseAt: tag),
                self.label(at: tag + Self.block.count, isBlock: true, in: bytes) != nil
            {
                return nil
            }
            position = tag + 1
        }
        return nil
    }

    /// The label in bold at `position`, and where what follows it begins: after a colon, or a break tag for a block.
    private func label(at position: Int, isBlock: Bool, in bytes: [UInt8]) -> (BodyLabel, end: Int)? {
        guard bytes.has(Self.bold, ignoringCaseAt: position) else { return nil }
        let name = position + Self.bold.count
        for label in labels where label.component.isSection == isBlock && bytes.has(label.name, ignoringCaseAt: name) {
            let close = name + label.name.count
            guard bytes.has(Self.boldEnd, ignoringCaseAt: close) else { continue }
            let end = close + Self.boldEnd.count
            if isBlock {
                return HTMLText.lengthOfBreak(at: end, in: bytes[...]).map { (label, end + $0) }
            }
            return end < bytes.count && bytes[end] == UInt8(ascii: ":") ? (label, end + 1) : nil
        }
        return nil
    }
}
