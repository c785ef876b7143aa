/// Header fields of a request, by lower-case name (RFC 9110 section 5.1), in the order received.
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    private var fields: [(name: String, value: String)] = []

    /// No fields.
    public init() {}

    /// The fields of a host, names in any case.
    public init(_ fields: some Sequence<(name: String, value: String)>) {
        for (name, value) in fields { append(value, for: name) }
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(value, for: name) }
    }

    /// Adds a field; an earlier one of the same name stays first.
    public mutating func append(_ value: String, for name: String) {
        fields.append((name.lowercased(), value))
    }

    /// Adds a field whose name is known to be in lower case.
    package mutating func append(_ value: String, forLowerCase name: String) {
        fields.append((name, value))
    }

    /// Makes room for so many fields.
    public mutating func reserveCapacity(_ count: Int) {
        fields.reserveCapacity(count)
    }

    /// The first value for a lower-case name.
    public subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Every value for a lower-case name.
    ///
    /// Front servers before nginx 1.23 pass a repeated field as repeated variables.
    public func values(for name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }
}
