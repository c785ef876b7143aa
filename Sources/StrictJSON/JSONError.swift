/// Why a document was refused, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What is wrong (RFC 8259); the raw value is fit for a log line.
    public enum Reason: String, Sendable {
        /// No value at all.
        case empty
        /// U+FEFF before the value (section 8.1).
        case byteOrderMark
        /// Bytes that are no UTF-8 (RFC 3629).
        case invalidUTF8
        /// A byte that cannot stand there.
        case unexpectedByte
        /// The document is cut short.
        case unexpectedEnd
        /// Something after the value.
        case trailingContent
        /// An escape that does not exist (section 7).
        case invalidEscape
        /// Half of a pair of `\u` escapes.
        case loneSurrogate
        /// A control character that is not escaped.
        case controlCharacter
        /// U+0000, which cuts texts short elsewhere.
        case nullCharacter
        /// A number that is not spelled as section 6 says.
        case invalidNumber
        /// A key that the object has already.
        case repeatedKey
        /// More levels than ``JSONValue/Limits/depth``.
        case tooDeep
        /// More values and keys than ``JSONValue/Limits/tokens``.
        case tooManyTokens
    }

    /// What is wrong.
    public let reason: Reason
    /// Bytes from the start of the document.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
