/// Why a document was refused, and where.
public struct JSONError: Error, Hashable, Sendable {
    public enum Reason: String, Sendable {
        case empty
        case byteOrderMark
        case invalidUTF8
        case unexpectedByte
        case unexpectedEnd
        case trailingContent
        case invalidEscape
        case loneSurrogate
        case controlCharacter
        case nullCharacter
        case invalidNumber
        case repeatedKey
        case tooDeep
        case tooManyTokens
    }

    public let reason: Reason
    /// Bytes from the start of the document.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
