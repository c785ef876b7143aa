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
}
