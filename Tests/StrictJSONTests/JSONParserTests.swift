import StrictJSON
import Testing

@Suite struct JSONParserTests {
    static let refused: [(JSONError.Reason, [UInt8])] =
        texts.map { ($0, Array($1.utf8)) } + [
            // UTF-16 with and without its mark, UTF-32, UTF-8 with one
            (.unexpectedByte, [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]), (.unexpectedByte, [0, 0x7B, 0, 0x7D]),
            (.unexpectedByte, [0x7B, 0, 0x7D, 0]), (.unexpectedByte, [0, 0, 0, 0x7B, 0, 0, 0, 0x7D]),
            (.byteOrderMark, [0xEF, 0xBB, 0xBF, 0x7B, 0x7D]), (.trailingContent, [0x7B, 0x7D, 0]),
            // no UTF-8: a stray byte, overlong, a surrogate, beyond Unicode, cut
            (.invalidUTF8, text([0xFF])), (.invalidUTF8, text([0x80])), (.invalidUTF8, text([0xC0, 0xAF])),
            (.invalidUTF8, text([0xE0, 0x80, 0xAF])), (.invalidUTF8, text([0xED, 0xA0, 0x80])),
            (.invalidUTF8, text([0xF4, 0x90, 0x80, 0x80])), (.invalidUTF8, text([0xE2, 0x82])),
            (.invalidUTF8, text(Array("\\n".utf8) + [0xC3])),
            (.controlCharacter, text([0])), (.controlCharacter, text([0x0A])), (.controlCharacter, text([0x1F])),
            (.tooDeep, nested(33)), (.tooDeep, nested(513)), (.tooDeep, nested(100_000)),
            (.tooDeep, [UInt8](repeating: UInt8(ascii: "["), count: 65_536)),
            (.tooDeep, (0..<33).flatMap { _ in Array("{\"a\":".utf8) } + [0x31]),
            (.tooManyTokens, list(20_000)), (.tooManyTokens, members(10_000)),
        ]

    private static let texts: [(JSONError.Reason, String)] = [
        (.empty, ""), (.empty, " \n\t\r"),
        (.unexpectedByte, "{\"a\":1,}"), (.unexpectedByte, "[1,]"), (.unexpectedByte, "[,1]"), (.unexpectedByte, "{,}"),
        (.unexpectedByte, "{'a':1}"), (.unexpectedByte, "{a:1}"), (.unexpectedByte, "[1 2]"),
        (.unexpectedByte, "{\"a\" 1}"), (.unexpectedByte, "// x\n{}"), (.unexpectedByte, "{/**/}"),
        (.unexpectedByte, "NaN"), (.unexpectedByte, "Infinity"), (.unexpectedByte, "+1"), (.unexpectedByte, ".5"),
        (.unexpectedByte, "True"), (.unexpectedByte, "tru"), (.unexpectedByte, "nul"), (.unexpectedByte, "\u{A0}1"),
        (.unexpectedByte, "\u{B}1"), (.unexpectedByte, "]"), (.unexpectedByte, "[1}"), (.unexpectedByte, "{\"a\":1]"),
        (.unexpectedEnd, "{"), (.unexpectedEnd, "["), (.unexpectedEnd, "[1"), (.unexpectedEnd, "[1,"),
        (.unexpectedEnd, "{\"a\""), (.unexpectedEnd, "{\"a\":"), (.unexpectedEnd, "\"a"), (.unexpectedEnd, "\"\\"),
        (.unexpectedEnd, "\"\\u12"),
        (.trailingContent, "{} {}"), (.trailingContent, "1 2"), (.trailingContent, "nullnull"),
        (.trailingContent, "{}]"), (.trailingContent, "0x10"), (.trailingContent, "1_000"), (.invalidNumber, "01"),
        (.invalidNumber, "-00"),
        (.invalidEscape, #""\x41""#), (.invalidEscape, #""\'""#), (.invalidEscape, #""\u12G4""#),
        (.invalidEscape, #""\u-123""#), (.invalidEscape, #""\0""#),
        (.loneSurrogate, #""\ud800""#), (.loneSurrogate, #""\udc00""#), (.loneSurrogate, #""\ud800\u0041""#),
        (.loneSurrogate, #""\ud800x""#), (.loneSurrogate, #""\ud800\ud800""#),
        (.nullCharacter, #""\u0000""#), (.nullCharacter, #"{"a\u0000b":1}"#),
        (.invalidNumber, "-"), (.invalidNumber, "-a"), (.invalidNumber, "1."), (.invalidNumber, "1.e3"),
        (.invalidNumber, "1e"), (.invalidNumber, "1e+"), (.invalidNumber, "1e999"), (.invalidNumber, "-1e999"),
        (.repeatedKey, #"{"a":1,"a":2}"#), (.repeatedKey, #"{"a":1,"\u0061":2}"#),
        (.repeatedKey, #"[{"b":{"a":1,"c":2,"a":3}}]"#),
        (.repeatedKey, "{" + (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",") + ",\"k7\":1}"),
    ]

    @Test(arguments: refused)
    func `what parsers read differently is refused by its fault`(reason: JSONError.Reason, bytes: [UInt8]) {
        #expect { try JSONValue(parsing: bytes) } throws: {
            ($0 as? JSONError)?.reason == reason
        }
    }

    @Test(arguments: [
        nested(32), list(19_998), members(2001), members(9999), Array(#"{"__proto__":{"constructor":1}}"#.utf8),
        Array(" {} \r\n".utf8), Array(#"["\ud83d\ude00","😀","\/\b\f\n\r\t\"\\"]"#.utf8), Array("1e-999".utf8),
        Array("-0".utf8), Array("9223372036854775808".utf8), Array(#"{"":"","a":[],"b":{}}"#.utf8),
    ])
    func `what keeps the rules and the bounds is read`(bytes: [UInt8]) throws {
        let value = try JSONValue(parsing: bytes)
        #expect(try JSONValue(parsing: value.encoded) == value)
    }

    @Test func `escapes and numbers are read as they are meant`() throws {
        let value = try JSONValue(
            parsing: Array(#"{"a":"\u00e9\ud83d\ude00\n","n":12345678901234567890,"i":1.0}"#.utf8)
        )
        #expect(value["a"]?.stringValue == "é😀\n")
        #expect(value["n"]?.numberValue?.text == "12345678901234567890")
        #expect(value["n"]?.numberValue?.int64 == nil)
    }

    @Test func `every cut of a document is refused and none is read as another`() {
        let whole = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",true,false,null],"b":{"c":""}}"#.utf8)
        for count in 0..<whole.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(whole.prefix(count))) }
        }
    }

    private static func text(_ bytes: [UInt8]) -> [UInt8] { [0x22] + bytes + [0x22] }

    private static func nested(_ depth: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    }

    private static func list(_ count: Int) -> [UInt8] {
        Array(("[" + repeatElement("0", count: count).joined(separator: ",") + "]").utf8)
    }

    private static func members(_ count: Int) -> [UInt8] {
        Array(("{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}").utf8)
    }
}
