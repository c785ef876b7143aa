import Foundation

/// Bytes that almost are a request: what kills naive FastCGI servers, by chance and by design.
struct FuzzCase {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// The bytes of the case.
    mutating func bytes() -> [UInt8] {
        var records = wholeRequest()
        for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&records) }
        var bytes = records.flatMap(\.self)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        case 1: bytes += bytes
        case 2: bytes = noise(Int.random(in: 1...4096, using: &random))
        case 3: bytes += noise(Int.random(in: 1...64, using: &random))
        case 4...6:
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        default: break
        }
        return bytes
    }

    private mutating func wholeRequest() -> [[UInt8]] {
        let body = noise(Int.random(in: 0...200, using: &random))
        let pairs = [
            ("REQUEST_METHOD", ["GET", "POST", "PATCH", "PUT"].randomElement(using: &random) ?? "GET"),
            ("SCRIPT_NAME", ["/callLog", "/isAlive", "/callDisposition"].randomElement(using: &random) ?? "/"),
            ("QUERY_STRING", "jwtToken=SECRET123"), ("CONTENT_TYPE", "application/json"),
            ("CONTENT_LENGTH", "\(body.count)"),
        ]
        return [
            RawFastCGI.record(1, [0, 1, 0, 0, 0, 0, 0, 0]), RawFastCGI.record(4, RawFastCGI.parameters(pairs)),
            RawFastCGI.record(4, []), RawFastCGI.record(5, body), RawFastCGI.record(5, []),
        ]
    }

    private mutating func mutate(_ records: inout [[UInt8]]) {
        let index = Int.random(in: 0..<records.count, using: &random)
        switch Int.random(in: 0..<11, using: &random) {
        case 0: records.remove(at: index)
        case 1: records.insert(records[index], at: index)
        case 2: records.swapAt(index, Int.random(in: 0..<records.count, using: &random))
        case 3: records.insert(anyRecord(), at: index)
        case 4: records.insert(management(), at: index)
        case 5: setHeader(&records[index], 4, UInt8.random(in: 0...255, using: &random))
        case 6: setHeader(&records[index], 5, UInt8.random(in: 0...255, using: &random))
        case 7: records[index] = padded(records[index])
        case 8: setHeader(&records[index], [0, 1, 2, 3, 7].randomElement(using: &random) ?? 0, anyByte())
        case 9: records.insert(RawFastCGI.record(4, hugeLengths()), at: min(1, records.count))
        default: records.insert(RawFastCGI.record(2, []), at: index)
        }
        if records.isEmpty { records = [anyRecord()] }
    }

    private mutating func anyByte() -> UInt8 { UInt8.random(in: 0...255, using: &random) }

    private mutating func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in anyByte() } }

    private func setHeader(_ record: inout [UInt8], _ offset: Int, _ value: UInt8) {
        if record.indices.contains(offset) { record[offset] = value }
    }

    private mutating func anyRecord() -> [UInt8] {
        var record = RawFastCGI.record(
            UInt8.random(in: 0...12, using: &random),
            noise(Int.random(in: 0...64, using: &random))
        )
        record[3] = UInt8.random(in: 0...2, using: &random)
        return record
    }

    /// `GET_VALUES` with many names, or an unknown type, on request id 0.
    private mutating func management() -> [UInt8] {
        let names = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            (["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "X"].randomElement(using: &random) ?? "", "")
        }
        var record = RawFastCGI.record(
            [9, 77, 11].randomElement(using: &random) ?? 9,
            RawFastCGI.parameters(names)
        )
        record[3] = 0
        return record
    }

    /// Padding that the header tells, of bytes that look like a record.
    private mutating func padded(_ record: [UInt8]) -> [UInt8] {
        let padding = UInt8.random(in: 1...255, using: &random)
        var record = record
        setHeader(&record, 6, padding)
        return record + noise(Int(padding))
    }

    /// Lengths of a name and a value that overflow when they are added (CVE-2025-23016).
    private mutating func hugeLengths() -> [UInt8] {
        let lengths: [[UInt8]] = [
            [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFE], [0xC0, 0, 0, 1], [0x80, 0, 0, 0], [0x80, 1, 0, 0],
        ]
        return (lengths.randomElement(using: &random) ?? []) + (lengths.randomElement(using: &random) ?? [])
            + noise(16)
    }
}
