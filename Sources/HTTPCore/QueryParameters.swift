/// The parameters of a query string, `application/x-www-form-urlencoded` (WHATWG URL section 5.1).
///
/// `+` and `%2B` differ as the standard says: a bare `+` is a blank. Malformed percent escapes stay as they are;
/// bytes that are not UTF-8 become U+FFFD. Only what is asked for is decoded: a load request names one or two of its
/// parameters, and its list of sessions can be 20 kB.
public struct QueryParameters: Sendable {
    private let query: String

    /// - Parameter query: Without `?`; any text is a query.
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
        let (bytes, wanted) = (query.utf8.span, name.utf8.span)
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: start..<bytes.count) ?? bytes.count
            let equals = bytes.firstIndex(of: UInt8(ascii: "="), in: start..<end) ?? end
            if Self.isName(bytes.extracting(start..<equals), wanted),
                !body(FormCoding.decode(bytes.extracting(min(equals + 1, end)..<end)))
            {
                return
            }
            start = end + 1
        }
    }

    private static func isName(_ part: Span<UInt8>, _ wanted: Span<UInt8>) -> Bool {
        if part.isEqual(to: wanted) { return true }
        // A name that is spelled with escapes is the same name.
        guard part.count > wanted.count, FormCoding.isCoded(part) else { return false }
        return FormCoding.decode(part).utf8.span.isEqual(to: wanted)
    }
}
