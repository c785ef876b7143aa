/// Turns HTML content into text, from left to right; see ``HTMLText/text(_:)``.
struct HTMLTextReader {
    private let html: ArraySlice<UInt8>
    private var position: Int
    private var output: [UInt8] = []
    /// A paragraph began or ended: a line feed is due if anything follows.
    private var isBreakDue = false
    /// The last thing read was a break tag.
    private var isAfterBreak = false

    init(_ html: ArraySlice<UInt8>) {
        self.html = html
        position = html.startIndex
        output.reserveCapacity(html.count)
    }

    mutating func text() -> [UInt8] {
        while position < html.endIndex {
            if html[position] == UInt8(ascii: "<"), let tag = HTMLTag(at: position, in: html) {
                take(tag)
            } else if html[position] == UInt8(ascii: "&"), let (scalar, end) = reference() {
                append(contentsOf: Array(String(Character(scalar)).utf8))
                position = end
            } else {
                // Between paragraphs, a line feed is layout.
                if !isBreakDue || html[position] != 0x0A { append(contentsOf: [html[position]]) }
                position += 1
            }
        }
        return output
    }

    private mutating func append(contentsOf bytes: [UInt8]) {
        if isBreakDue { output.append(0x0A) }
        isBreakDue = false
        isAfterBreak = false
        output.append(contentsOf: bytes)
    }

    private mutating func take(_ tag: HTMLTag) {
        position = tag.end
        switch tag.name {
        case .lineBreak:
            append(contentsOf: [0x0A])
            isAfterBreak = true
            // A line feed behind the tag is the layout of whoever wrote the HTML: we write none.
            if position < html.endIndex, html[position] == 0x0A { position += 1 }
        case .block:
            // An empty paragraph holds a break tag that must not count twice.
            if !isAfterBreak, !output.isEmpty { isBreakDue = true }
        }
    }

    /// The character that the reference at `position` stands for, and where it ends.
    private func reference() -> (Unicode.Scalar, end: Int)? {
        guard let end = html[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: html[(position + 1)..<end], as: UTF8.self)
        let scalar: Unicode.Scalar?
        switch name {
        case "amp": scalar = "&"
        case "lt": scalar = "<"
        case "gt": scalar = ">"
        case "quot": scalar = "\""
        case "apos": scalar = "'"
        case "nbsp": scalar = "\u{A0}"
        case let name where name.hasPrefix("#x") || name.hasPrefix("#X"):
            scalar = UInt32(name.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
        case let name where name.hasPrefix("#"):
            scalar = UInt32(name.dropFirst()).flatMap { Unicode.Scalar($0) }
        default: scalar = nil
        }
        guard let scalar, scalar != "\0" else { return nil }
        return (scalar, end + 1)
    }
}
