extension JSONValue {
    /// Bounds of one document: a hostile body costs no stack and little memory.
    public struct Limits: Sendable {
        /// Levels of arrays and objects.
        public var depth: Int
        /// Values and keys together.
        public var tokens: Int

        /// 32 levels and 20,000 values and keys, unless said otherwise.
        public init(depth: Int = 32, tokens: Int = 20_000) {
            self.depth = depth
            self.tokens = tokens
        }
    }

    /// Reads one document in one pass, as RFC 8259 spells it and no more.
    ///
    /// Refuses what common parsers let through and disagree on: a byte-order mark, UTF-16, invalid UTF-8, trailing
    /// commas, a second document, repeated keys (compared after unescaping), lone surrogates, U+0000 in a string.
    /// Every body is read by this one parser: two parsers that disagree about a body are how a check is walked around.
    public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.document()
    }
}

struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var tokensLeft: Int
    private let depthLimit: Int

    init(bytes: [UInt8], limits: JSONValue.Limits) {
        self.bytes = bytes
        self.tokensLeft = limits.tokens
        self.depthLimit = limits.depth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure(.byteOrderMark) }
        skipWhitespace()
        if position == bytes.count { throw failure(.empty) }
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingContent) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        try countToken()
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= depthLimit else { throw failure(.tooDeep) }
        position += 1
        var members: [(key: String, value: JSONValue)] = []
        // A few keys are compared one by one; many go through a set, so that a hostile object costs no square.
        var seen: Set<String> = []
        skipWhitespace()
        if try take(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            skipWhitespace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            try countToken()
            let keyOffset = position
            let key = try string()
            let isRepeated: Bool
            if members.count < 16 {
                isRepeated = members.contains { $0.key == key }
            } else {
                if seen.isEmpty { seen = Set(members.map(\.key)) }
                isRepeated = !seen.insert(key).inserted
            }
            if isRepeated { throw JSONError(.repeatedKey, at: keyOffset) }
            skipWhitespace()
            guard try take(UInt8(ascii: ":")) else { throw failure(.unexpectedByte) }
            skipWhitespace()
            members.append((key, try value(depth: depth)))
            skipWhitespace()
            if try take(UInt8(ascii: ",")) { continue }
            guard try take(UInt8(ascii: "}")) else { throw failure(.unexpectedByte) }
            return JSONObject(uniqueMembers: members)
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= depthLimit else { throw failure(.tooDeep) }
        position += 1
        var values: [JSONValue] = []
        skipWhitespace()
        if try take(UInt8(ascii: "]")) { return values }
        while true {
            skipWhitespace()
            values.append(try value(depth: depth))
            skipWhitespace()
            if try take(UInt8(ascii: ",")) { continue }
            guard try take(UInt8(ascii: "]")) else { throw failure(.unexpectedByte) }
            return values
        }
    }

    private mutating func string() throws(JSONError) -> String {
        let start = position + 1
        position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            guard bytes[position] >= 0x20 else { throw failure(.controlCharacter) }
            position += 1
        }
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        if bytes[position] == UInt8(ascii: "\"") {
            let text = try validText(bytes[start..<position], at: start)
            position += 1
            return text
        }
        return try escapedString(from: start)
    }

    /// The slow path of ``string()``: `position` stands on the first backslash.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try validText(text[...], at: start)
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscape(to: &text)
            case ..<0x20:
                throw failure(.controlCharacter)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try escapedScalar()
            if scalar == "\0" { throw failure(.nullCharacter) }
            text.append(contentsOf: String(Character(scalar)).utf8)
        default: throw failure(.invalidEscape)
        }
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure(.loneSurrogate) }
        position += 2
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure(.loneSurrogate) }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw failure(.invalidEscape)
            }
        }
        position += 4
        return value
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let integerStart = position
        skipDigits()
        let integerLength = position - integerStart
        guard integerLength > 0, integerLength == 1 || bytes[integerStart] != UInt8(ascii: "0") else {
            throw failure(.invalidNumber)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let fractionStart = position
            skipDigits()
            guard position > fractionStart else { throw failure(.invalidNumber) }
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "e") || bytes[position] == UInt8(ascii: "E") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            let exponentStart = position
            skipDigits()
            guard position > exponentStart else { throw failure(.invalidNumber) }
        }
        let number = JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
        // 1e999 is no number anybody can use.
        guard number.double != nil else { throw JSONError(.invalidNumber, at: start) }
        return number
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = text.description.utf8
        guard bytes[position...].starts(with: expected) else { throw failure(.unexpectedByte) }
        position += expected.count
        return value
    }

    private func validText(_ text: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else { throw JSONError(.invalidUTF8, at: offset) }
        return string
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func skipDigits() {
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
    }

    /// Whether the next byte is `byte`, which is then consumed.
    private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        guard bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func countToken() throws(JSONError) {
        guard tokensLeft > 0 else { throw failure(.tooManyTokens) }
        tokensLeft -= 1
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason, at: position)
    }
}
