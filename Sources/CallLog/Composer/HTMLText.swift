/// Text in HTML and back.
enum HTMLText {
    static let lineBreak = Array("<br>".utf8)

    /// How line ends of a text are written.
    enum LineEnds {
        /// CRLF, CR and LF alike become `<br>`.
        case anyToBreak
        /// Only LF becomes `<br>`, so that the text can be read back exactly.
        case feedToBreak
    }

    /// A text as element content: what could start markup is escaped, quotes stay as they are.
    static func content(_ text: some Sequence<UInt8>, lineEnds: LineEnds = .anyToBreak) -> [UInt8] {
        var html: [UInt8] = []
        html.reserveCapacity(text.underestimatedCount + 16)
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): html.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): html.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): html.append(contentsOf: "&gt;".utf8)
            case 0x0A:
                if previous != 0x0D || lineEnds == .feedToBreak { html.append(contentsOf: lineBreak) }
            case 0x0D where lineEnds == .anyToBreak: html.append(contentsOf: lineBreak)
            default: html.append(byte)
            }
            previous = byte
        }
        return html
    }

    /// A text between double quotes.
    static func attribute(_ text: some Sequence<UInt8>) -> [UInt8] {
        var html: [UInt8] = []
        html.reserveCapacity(text.underestimatedCount + 16)
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): html.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): html.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): html.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): html.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): html.append(contentsOf: "&#39;".utf8)
            default: html.append(byte)
            }
        }
        return html
    }

    /// The text that was written with `content(_:lineEnds: .feedToBreak)`, or that a CRM made of it.
    ///
    /// Break tags in any spelling and the ends of paragraphs become line feeds, character references their characters.
    /// Whatever else looks like markup stays as it is: records written before values were escaped hold such text.
    static func text(_ html: ArraySlice<UInt8>) -> [UInt8] {
        var reader = HTMLTextReader(html)
        return reader.text()
    }

    /// The length of the break tag at `position`: `<br>`, `<br/>`, `<br />`, `<br class="x">`; `nil` if there is none.
    static func lengthOfBreak(at position: Int, in html: ArraySlice<UInt8>) -> Int? {
        guard let tag = HTMLTag(at: position, in: html), tag.name == .lineBreak else { return nil }
        return tag.end - position
    }
}

/// A tag that stands for a line end.
struct HTMLTag {
    enum Name {
        case lineBreak
        /// `<p>`, `<div>`, `</p>` or `</div>`.
        case block
    }

    let name: Name
    /// One past the `>`.
    let end: Int

    /// `nil` if no such tag starts at `position`.
    init?(at position: Int, in html: ArraySlice<UInt8>) {
        guard html.indices.contains(position), html[position] == UInt8(ascii: "<") else { return nil }
        let start = html.index(after: position)
        let isClosing = start < html.endIndex && html[start] == UInt8(ascii: "/")
        let nameStart = isClosing ? start + 1 : start
        var nameEnd = nameStart
        while nameEnd < html.endIndex, nameEnd - nameStart < 4, Self.isLetter(html[nameEnd]) { nameEnd += 1 }
        switch html[nameStart..<nameEnd].map({ $0 | 0x20 }) {
        case Array("br".utf8): name = .lineBreak
        case Array("p".utf8), Array("div".utf8): name = .block
        default: return nil
        }
        guard let close = html[nameEnd...].firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }),
            html[close] == UInt8(ascii: ">"), close == nameEnd || [0x20, 0x09, 0x0A, 0x2F].contains(html[nameEnd])
        else { return nil }
        end = close + 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
