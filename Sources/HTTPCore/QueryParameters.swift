/// The parameters of a query string, `application/x-www-form-urlencoded` (WHATWG URL section 5.1).
///
/// `+` and `%2B` differ as the standard says: a bare `+` is a blank. Malformed percent escapes stay as they are;
/// bytes that are not UTF-8 become U+FFFD.
public struct QueryParameters: Sendable {
    private let pairs: [(name: String, value: String)]

    public init(parsing query: String) {
        var pairs: [(name: String, value: String)] = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            if let equals = part.firstIndex(of: UInt8(ascii: "=")) {
                let value = part[part.index(after: equals)...]
                pairs.append((FormCoding.decode(part[..<equals]), FormCoding.decode(value)))
            } else {
                pairs.append((FormCoding.decode(part), ""))
            }
        }
        self.pairs = pairs
    }

    /// The first value of a parameter; `nil` if it is absent.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Every value of a parameter, in order.
    public func values(for name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }
}
