extension [UInt8] {
    /// Whether `text` stands at `position`.
    func has(_ text: [UInt8], at position: Int) -> Bool {
        guard position >= 0, count - position >= text.count else { return false }
        for offset in 0..<text.count where self[position + offset] != text[offset] { return false }
        return true
    }

    /// Whether `text` stands at `position`, ASCII letters in either case.
    func has(_ text: [UInt8], ignoringCaseAt position: Int) -> Bool {
        guard position >= 0, count - position >= text.count else { return false }
        for offset in 0..<text.count where self[position + offset].lowercased != text[offset].lowercased {
            return false
        }
        return true
    }

    /// The first position from `start` on that holds `byte`.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var position = start
        while position < count {
            if self[position] == byte { return position }
            position += 1
        }
        return nil
    }

    /// Where the line feeds that start at `position` end.
    func endOfLineFeeds(from position: Int) -> Int {
        var end = position
        while end < count, self[end] == 0x0A { end += 1 }
        return end
    }

    mutating func append(_ text: StaticString) {
        append(contentsOf: text.description.utf8)
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks and line ends around it.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }

    var withoutTrailingLineFeeds: ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, self[end - 1] == 0x0A { end -= 1 }
        return self[startIndex..<end]
    }
}

extension UInt8 {
    var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
