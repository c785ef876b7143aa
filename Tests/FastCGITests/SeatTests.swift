import Testing

@testable import FastCGI

/// What libfcgi reads of a request that passed the gate must be what the gate saw.
@Suite(.serialized) struct SeatTests {
    init() throws(FastCGIError) {
        try FastCGISeat.prepareLibrary()
    }

    @Test func `however a request is cut into padded records, the same arrives`() throws {
        let seat = try FastCGISeat(bodyLimit: 1 << 20)
        var random = SeededRandom(seed: 11)
        for round in 0..<3000 {
            let layout = RequestLayout(using: &random)
            var grammar = RecordGrammar()
            guard grammar.consume(layout.bytes.span) == .whole else {
                Issue.record("round \(round): refused")
                return
            }
            guard try seat.contents(of: layout.bytes) == layout.contents else {
                Issue.record("round \(round): something else arrived")
                return
            }
        }
    }

    @Test func `no mutation passes the gate and reads otherwise`() throws {
        let seat = try FastCGISeat(bodyLimit: 1 << 20)
        var random = SeededRandom(seed: 12)
        var passed = 0
        for round in 0..<8000 {
            let layout = RequestLayout(using: &random)
            let bytes = layout.mutated(using: &random)
            var grammar = RecordGrammar()
            guard grammar.consume(bytes.span) == .whole else { continue }
            passed += 1
            guard try seat.contents(of: bytes) == RequestContents(reading: bytes) else {
                Issue.record("round \(round): libfcgi and the gate disagree")
                return
            }
        }
        #expect(passed > 500)
    }
}

extension FastCGISeat {
    /// What libfcgi reads of a request.
    fileprivate func contents(of bytes: [UInt8]) throws -> RequestContents? {
        let file = try #require(MemoryFile.make(bytes))
        guard let received = read(from: file) else { return nil }
        _ = reply([], to: file)
        let variables = received.variables
        let entries = variables.entries.map { Array(variables.bytes[$0.name.lowerBound..<$0.value.upperBound]) }
        guard case .whole(let body) = received.body else { return RequestContents(entries: entries, body: nil) }
        return RequestContents(entries: entries, body: body)
    }
}

/// The variables as `NAME=value` and the body; no body if its length is not the declared one.
struct RequestContents: Equatable {
    var entries: [[UInt8]]
    var body: [UInt8]?

    init(entries: [[UInt8]], body: [UInt8]?) {
        self.entries = entries
        self.body = body
    }

    /// Reads well-formed records the plain way: joins the contents of each stream, then takes the pairs apart.
    init(reading bytes: [UInt8]) {
        var streams: [UInt8: [UInt8]] = [4: [], 5: []]
        var place = 0
        while place < bytes.count {
            let count = Int(bytes[place + 4]) << 8 | Int(bytes[place + 5])
            streams[bytes[place + 1]]? += bytes[(place + 8)..<(place + 8 + count)]
            place += 8 + count + Int(bytes[place + 6])
        }
        var rest = (streams[4] ?? [])[...]
        entries = [Array("FCGI_ROLE=RESPONDER".utf8)]
        while !rest.isEmpty {
            let nameLength = Self.takeLength(&rest)
            let valueLength = Self.takeLength(&rest)
            entries.append(rest.prefix(nameLength) + Array("=".utf8) + rest.dropFirst(nameLength).prefix(valueLength))
            rest = rest.dropFirst(nameLength + valueLength)
        }
        let body = streams[5] ?? []
        self.body = declaredLength == body.count ? body : nil
    }

    /// What the first `CONTENT_LENGTH` says; 0 if that is no number.
    private var declaredLength: Int {
        let name = Array("CONTENT_LENGTH=".utf8)
        guard let entry = entries.first(where: { $0.starts(with: name) }) else { return 0 }
        let digits = entry.dropFirst(name.count)
        guard digits.count <= 10, digits.allSatisfy({ (48...57).contains($0) }) else { return 0 }
        return Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    private static func takeLength(_ bytes: inout ArraySlice<UInt8>) -> Int {
        let first = Int(bytes.removeFirst())
        if first < 128 { return first }
        return (0..<3).reduce(first & 127) { length, _ in length << 8 | Int(bytes.removeFirst()) }
    }
}

/// A right request in an unusual shape: records cut anywhere, padding that looks like records, long-form lengths.
struct RequestLayout {
    let contents: RequestContents
    let bytes: [UInt8]
    /// Where records begin.
    private var starts: [Int] = []

    init(using random: inout SeededRandom) {
        let id = UInt16.random(in: 1...(.max), using: &random)
        let body = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        var entries = [Array("FCGI_ROLE=RESPONDER".utf8), Array("CONTENT_LENGTH=\(body.count)".utf8)]
        var parameters = Records.pair("CONTENT_LENGTH", "\(body.count)")
        for number in 0..<Int.random(in: 0...12, using: &random) {
            let name = Array("N\(number)".utf8)
            let value = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 1...255, using: &random)
            }
            entries.append(name + Array("=".utf8) + value)
            let isLong = Bool.random(using: &random)
            parameters += isLong ? [0x80, 0, 0, UInt8(name.count)] : [UInt8(name.count)]
            parameters += Records.length(value.count) + name + value
        }
        contents = RequestContents(entries: entries, body: body)
        var bytes = Records.begin(flags: UInt8.random(in: 0...1, using: &random), id: id)
        for (type, content) in [(UInt8(4), parameters), (5, body)] {
            var rest = content[...]
            while !rest.isEmpty {
                starts.append(bytes.count)
                let part = rest.prefix(Int.random(in: 1...80, using: &random))
                bytes += Records.record(type, Array(part), id: id, paddedWith: Self.padding(id: id, using: &random))
                rest = rest.dropFirst(part.count)
            }
            starts.append(bytes.count)
            bytes += Records.record(type, [], id: id)
        }
        self.bytes = bytes
    }

    /// One or two bytes changed, mostly in headers, or a record put in, doubled or left out.
    func mutated(using random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let start = ([0] + starts).randomElement(using: &random) ?? 0
            guard start + 8 <= bytes.count else { continue }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[start + Int.random(in: 0..<8, using: &random)] = .random(in: 0...255, using: &random)
            case 1: bytes[start + Int.random(in: 4..<7, using: &random)] ^= 1 << UInt8.random(in: 0..<4, using: &random)
            case 2: bytes.insert(contentsOf: Self.padding(id: 1, using: &random), at: start)
            case 3: bytes.insert(contentsOf: bytes[start..<(start + 8)], at: start)
            default:
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }

    private static func padding(id: UInt16, using random: inout SeededRandom) -> [UInt8] {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: []
        case 1: [UInt8](repeating: 0, count: Int.random(in: 1...255, using: &random))
        case 2: Records.record(4, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], id: id)
        case 3: Records.record(9, (0..<12).flatMap { _ in Records.pair("FCGI_MAX_CONNS", "") }, id: 0)
        case 4: Records.record(5, [], id: id)
        default: (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }
}
