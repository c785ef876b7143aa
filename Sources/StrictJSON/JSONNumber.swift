/// A JSON number as it was written (RFC 8259 section 6).
public struct JSONNumber: Hashable, Sendable {
    /// The number's own spelling, always valid JSON.
    public let text: String

    init(validated text: String) {
        self.text = text
    }

    /// A whole number in decimal digits.
    public init(_ value: some BinaryInteger) {
        self.text = String(value)
    }

    /// `nil` for a value that JSON cannot spell (NaN, infinity).
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            self.text = String(Int64(value))
        } else {
            self.text = "\(value)"
        }
    }

    /// The value if it is a whole number that fits, however it is spelled (`1.0`, `1e3`).
    public var int64: Int64? {
        if let value = Int64(text) { return value }
        return double.flatMap { Int64(exactly: $0) }
    }

    /// The nearest double; `nil` if it would not be finite.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
