import Testing

@testable import FastCGI

@Suite struct RecordGrammarTests {
    @Test(
        arguments: [
            Records.request(), Records.request(body: [1, 2, 3]), Records.request(id: 0xFFFF),
            Records.request(body: [UInt8](repeating: 7, count: 200_000)),
            Records.begin(flags: 1) + Records.stream(4, Records.pair("A", "b"), padding: 7)
                + Records.stream(5, [1], padding: 255),
            Records.begin() + Records.stream(4, []) + Records.stream(5, []),
            Records.begin() + Records.stream(4, [0x80, 0, 0, 1, 0x80, 0, 0, 0] + Array("A".utf8))
                + Records.stream(5, []),
        ])
    func `a right request is whole, at its end and not before`(bytes: [UInt8]) {
        var grammar = RecordGrammar()
        #expect(grammar.consume(bytes.span.extracting(0..<(bytes.count - 1))) == .incomplete)
        #expect(grammar.consume(bytes.span.extracting((bytes.count - 1)..<bytes.count)) == .whole)
    }

    static let wrong: [(RecordGrammar.Refusal, [UInt8])] = [
        (.version, Records.begin(version: 2)),
        (.recordType, Records.record(9, [])), (.recordType, Records.stream(4, [])),
        (.requestID, Records.begin(id: 0)), (.role, Records.begin(role: 2)), (.role, Records.begin(role: 9)),
        (.role, Records.record(1, [1, 1, 0, 0, 0, 0, 0, 0])),
        (.recordLength, Records.record(1, [0, 1, 0, 0, 0, 0, 0])),
        (.recordLength, Records.record(1, [0, 1, 0, 0, 0, 0, 0, 0, 0])),
        // management records, unknown types, aborts, a second request, a stream out of turn
        (.recordType, Records.begin() + Records.record(9, [], id: 0)),
        (.recordType, Records.begin() + Records.record(77, [1], id: 1)),
        (.recordType, Records.begin() + Records.record(2, [])), (.recordType, Records.begin() + Records.begin(id: 2)),
        (.recordType, Records.begin() + Records.stream(5, [1])),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(2, [])),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(4, [])),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(8, [1])),
        (.recordType, Records.begin() + Records.record(4, [3]) + Records.record(2, [])),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(5, [1]) + Records.record(2, [])),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(5, [1]) + Records.begin(id: 2)),
        (.recordType, Records.begin() + Records.stream(4, []) + Records.record(5, [1]) + manyValues),
        (
            .recordType,
            Records.begin() + Records.stream(4, []) + Records.record(5, [1])
                + Records.record(77, Array("INJECT".utf8), id: 0)
        ),
        (.requestID, Records.begin() + Records.record(4, [], id: 2)),
        (.requestID, Records.begin() + Records.stream(4, []) + Records.record(5, [], id: 9)),
        (.padding, Records.begin() + Records.record(4, [], padding: 8)),
        (.padding, Records.begin() + Records.stream(4, []) + Records.record(5, [], padding: 255)),
        // libfcgi takes the padding of the first record for records: these end its process, hold its thread, or add
        // a variable
        (.padding, beginPadded(with: [UInt8](repeating: 0, count: 8))),
        (.padding, beginPadded(with: Records.record(4, [UInt8](repeating: 0xFF, count: 8)))),
        (.padding, beginPadded(with: manyValues)),
        (.padding, beginPadded(with: Records.record(4, Records.pair("REQUEST_URI=evil", "x")))),
        // one byte of body in 264 of the connection
        (
            .framingTooLong,
            Records.begin() + Records.stream(4, [])
                + (0..<4000).flatMap { _ in Records.record(5, [1], padding: 255) } + Records.stream(5, [])
        ),
        (.parameterCut, Records.begin() + Records.stream(4, [3, 1, 65])),
        (.parameterCut, Records.begin() + Records.stream(4, [1])),
        (.parameterCut, Records.begin() + Records.stream(4, [0x80, 0, 0])),
        (.nameInvalid, Records.begin() + Records.stream(4, Records.pair("REQUEST_URI=evil", "x"))),
        (.nameInvalid, Records.begin() + Records.stream(4, Records.pair("A\0B", "x"))),
        (.nameInvalid, Records.begin() + Records.stream(4, Records.pair("", "x"))),
        (.valueInvalid, Records.begin() + Records.stream(4, Records.pair("A", "x\0y"))),
        (.nameTooLong, Records.begin() + Records.stream(4, Records.pair(String(repeating: "A", count: 257), ""))),
        // lengths whose sum overflows: 2 x (2^31 - 1), 2 x (2^31 - 2), 2 x 1 GiB
        (.nameTooLong, Records.begin() + Records.stream(4, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])),
        (.nameTooLong, Records.begin() + Records.stream(4, [0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFE])),
        (.nameTooLong, Records.begin() + Records.stream(4, [0xC0, 0, 0, 0, 0xC0, 0, 0, 0])),
        (.parametersTooLong, Records.begin() + Records.stream(4, [1, 0xFF, 0xFF, 0xFF, 0xFE])),
        (
            .parametersTooLong,
            Records.begin() + Records.stream(4, Records.pair("A", String(repeating: "x", count: 65_531)))
        ),
        (.tooManyParameters, Records.begin() + Records.stream(4, (0..<201).flatMap { Records.pair("A\($0)", "") })),
        (.trailingBytes, Records.request() + [0]), (.trailingBytes, Records.request() + Records.request()),
    ]

    /// `GET_VALUES` that asks for more than libfcgi has room to answer.
    private static var manyValues: [UInt8] {
        Records.record(9, (0..<12).flatMap { _ in Records.pair("FCGI_MAX_CONNS", "") }, id: 0)
    }

    private static func beginPadded(with padding: [UInt8]) -> [UInt8] {
        Records.record(1, [0, 1, 0, 0, 0, 0, 0, 0], paddedWith: padding)
            + Records.stream(4, Records.basic.flatMap { Records.pair($0.0, $0.1) }) + Records.stream(5, [])
    }

    @Test(arguments: wrong)
    func `a wrong record is refused by its fault`(refusal: RecordGrammar.Refusal, bytes: [UInt8]) {
        var grammar = RecordGrammar()
        #expect(grammar.consume(bytes.span) == .refused(refusal))
    }

    @Test func `the bounds themselves are allowed`() {
        let short = (0..<199).flatMap { Records.pair("A\($0)", "") }
        let name = String(repeating: "N", count: 256)
        let value = String(repeating: "v", count: 65_536 - short.count - 256 - 4 - 4)
        let parameters = short + Records.pair(name, value)
        #expect(parameters.count == 65_536)
        var grammar = RecordGrammar()
        let bytes = Records.begin() + Records.stream(4, parameters) + Records.stream(5, [])
        #expect(grammar.consume(bytes.span) == .whole)
    }

    @Test func `the verdict does not depend on where the bytes are cut`() {
        var random = SeededRandom(seed: 7)
        for round in 0..<20_000 {
            let bytes = Mutations.request(using: &random)
            var whole = RecordGrammar()
            let verdict = whole.consume(bytes.span)
            var cut = RecordGrammar()
            var pieces = RecordGrammar.Verdict.incomplete
            var index = 0
            while index < bytes.count, pieces == .incomplete || pieces == .whole {
                let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
                pieces = cut.consume(bytes.span.extracting(index..<end))
                index = end
            }
            guard pieces == verdict else {
                Issue.record("round \(round): \(verdict) in one piece, \(pieces) in several")
                return
            }
        }
    }
}

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Requests with a few things wrong.
enum Mutations {
    static func request(using random: inout SeededRandom) -> [UInt8] {
        var bytes = Records.request(
            [
                ("REQUEST_METHOD", "POST"), ("SCRIPT_NAME", "/echo"), ("QUERY_STRING", "a=b"), ("HTTP_HOST", "h"),
            ],
            body: [UInt8](repeating: 5, count: Int.random(in: 0...40, using: &random))
        )
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...9, using: &random)))
            case 3:
                bytes.insert(contentsOf: Records.record(UInt8.random(in: 0...20, using: &random), [1, 2]), at: place)
            case 4: bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF], at: place)
            case 5: bytes.insert(contentsOf: Records.record(9, Records.pair("FCGI_MAX_CONNS", ""), id: 0), at: place)
            case 6: bytes = Array(bytes.prefix(place + 1))
            default: bytes += bytes.prefix(place)
            }
            if bytes.isEmpty { bytes = [1] }
        }
        return bytes
    }
}
