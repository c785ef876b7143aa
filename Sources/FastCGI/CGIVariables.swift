/// The meta-variables of one request, copied from the environment, in the order received (RFC 3875 section 4.1).
///
/// Names and values stay bytes in one buffer until someone asks: a front server passes some thirty of them and a
/// request needs ten.
public struct CGIVariables: Sendable, ExpressibleByDictionaryLiteral {
    struct Entry: Sendable {
        let name: Range<Int>
        let value: Range<Int>
    }

    var bytes: [UInt8] = []
    var entries: [Entry] = []

    /// No variables.
    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(value, for: name) }
    }

    /// Adds a variable; one of the same name stays as well.
    public mutating func append(_ value: String, for name: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value.utf8)
        entries.append(Entry(name: start..<nameEnd, value: nameEnd..<bytes.count))
    }

    /// The first value for a name; bytes that are not UTF-8 become U+FFFD.
    public subscript(name: String) -> String? {
        let wanted = Array(name.utf8)
        guard let entry = entries.first(where: { bytes[$0.name].elementsEqual(wanted) }) else { return nil }
        return text(entry.value)
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// `CONTENT_LENGTH`, if it is there and a number: how much of a body to read before anything else is looked at.
    var declaredLength: Int? {
        for entry in entries where entry.name.count == Self.contentLength.count {
            if bytes[entry.name].elementsEqual(Self.contentLength) { return number(in: entry.value) }
        }
        return nil
    }

    /// The value of 1 to 10 decimal digits; `nil` for anything else.
    func number(in range: Range<Int>) -> Int? {
        guard (1...10).contains(range.count) else { return nil }
        var number = 0
        for byte in bytes[range] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    private static let contentLength = Array("CONTENT_LENGTH".utf8)
}
