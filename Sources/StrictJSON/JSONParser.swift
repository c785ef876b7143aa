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

/// Reads one document; texts are in `JSONParser+Strings.swift`.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
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
        members.reserveCapacity(6)
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
        // 1e999 is no number anybody can use; it takes an exponent or hundreds of digits to write one.
        let isShort = position - start < 20 && position == integerStart + integerLength
        guard isShort || number.double != nil else { throw JSONError(.invalidNumber, at: start) }
        return number
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = text.description.utf8
        guard bytes[position...].starts(with: expected) else { throw failure(.unexpectedByte) }
        position += expected.count
        return value
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

    func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason, at: position)
    }
}
