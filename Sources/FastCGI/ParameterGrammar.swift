/// Checks the name-value pairs of a `PARAMS` stream (FastCGI section 3.4), cut anywhere.
///
/// libfcgi makes C strings `NAME=value` of them. A NUL would cut one short, and an `=` in a name would let one variable
/// pass for another, so both are refused.
struct ParameterGrammar {
    private enum Part { case nameLength, valueLength, name, value }

    private var part = Part.nameLength
    /// How many more bytes a four-byte length has, and what it holds so far.
    private var lengthBytesLeft = 0
    private var length = 0
    private var nameLeft = 0
    private var valueLeft = 0
    private var pairs = 0

    private let limits: RecordGrammar.Limits

    init(limits: RecordGrammar.Limits) {
        self.limits = limits
    }

    mutating func consume(_ content: Span<UInt8>) throws(RecordGrammar.Refusal) {
        var index = 0
        while index < content.count {
            switch part {
            case .nameLength, .valueLength:
                try takeLength(content[index])
                index += 1
            case .name:
                let count = min(nameLeft, content.count - index)
                guard isClean(content.extracting(index..<(index + count)), not: UInt8(ascii: "=")) else {
                    throw .nameInvalid
                }
                index += count
                nameLeft -= count
                if nameLeft == 0 { startValue() }
            case .value:
                let count = min(valueLeft, content.count - index)
                guard isClean(content.extracting(index..<(index + count)), not: 0) else { throw .valueInvalid }
                index += count
                valueLeft -= count
                if valueLeft == 0 { part = .nameLength }
            }
        }
    }

    /// The stream ended; a pair must have ended with it.
    func finish() throws(RecordGrammar.Refusal) {
        guard part == .nameLength, lengthBytesLeft == 0 else { throw .parameterCut }
    }

    private mutating func takeLength(_ byte: UInt8) throws(RecordGrammar.Refusal) {
        if lengthBytesLeft == 0 {
            if byte & 0x80 != 0 {
                length = Int(byte & 0x7F)
                lengthBytesLeft = 3
                return
            }
            length = Int(byte)
        } else {
            length = length << 8 | Int(byte)
            lengthBytesLeft -= 1
            if lengthBytesLeft > 0 { return }
        }

        if part == .nameLength {
            guard length > 0 else { throw .nameInvalid }
            guard length <= limits.nameInBytes else { throw .nameTooLong }
            pairs += 1
            guard pairs <= limits.pairs else { throw .tooManyParameters }
            nameLeft = length
            part = .valueLength
        } else {
            guard length <= limits.parametersInBytes else { throw .parametersTooLong }
            valueLeft = length
            part = .name
        }
    }

    private mutating func startValue() {
        part = valueLeft == 0 ? .nameLength : .value
    }

    /// Whether no byte is NUL or `other`; looks at all of them, so that the compiler can do many at once.
    private func isClean(_ bytes: Span<UInt8>, not other: UInt8) -> Bool {
        var isDirty = false
        for index in 0..<bytes.count {
            let byte = bytes[index]
            isDirty = isDirty || byte == 0 || byte == other
        }
        return !isDirty
    }
}
