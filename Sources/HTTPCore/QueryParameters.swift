/// The parameters of a query string, `application/x-www-form-urlencoded` (WHATWG URL section 5.1).
///
/// `+` and `%2B` differ as the standard says: a bare `+` is a blank. Malformed percent escapes stay as they are;
/// bytes that are not UTF-8 become U+FFFD. Only what is asked for is decoded: a load request names one or two of its
/// parameters, and its list of sessions can be 20 kB.
public struct QueryParameters: Sendable {
    private let query: String

    public init(parsing query: String) {
        self.query = query
    }

    /// The first value of a parameter; `nil` if it is absent.
    public subscript(name: String) -> String? {
        var first: String?
        forEachValue(of: name) { value in
            first = value
            return false
        }
        return first
    }

    /// Every value of a parameter, in order.
    public func values(for name: String) -> [String] {
        var values: [String] = []
        forEachValue(of: name) { value in
            values.append(value)
            return true
        }
        return values
    }

    /// Calls `body` with each value until it returns `false`.
    private func forEachValue(of name: String, _ body: (String) -> Bool) {
        let (bytes, wanted) = (query.utf8, name.utf8)
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.endIndex
            let part = bytes[start..<end]
            start = end < bytes.endIndex ? bytes.index(after: end) : end
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard Self.isEqual(part[..<equals], wanted, name) else { continue }
            let value = equals < part.endIndex ? part[part.index(after: equals)...] : part[part.endIndex...]
            if !body(FormCoding.decode(value)) { return }
        }
    }

    private static func isEqual(_ part: Substring.UTF8View, _ wanted: String.UTF8View, _ name: String) -> Bool {
        if part.elementsEqual(wanted) { return true }
        // A name that is spelled with escapes is the same name.
        guard part.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return false }
        return FormCoding.decode(part) == name
    }
}
