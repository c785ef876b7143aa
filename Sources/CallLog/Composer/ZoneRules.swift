/// The history and future of one time zone, as a zone file tells it (RFC 9636).
struct ZoneRules: Sendable {
    /// Seconds since 1970 at which clocks changed, rising.
    private let transitions: [Int64]
    /// Seconds east of UTC from each of ``transitions`` on.
    private let offsets: [Int]
    /// Seconds east of UTC before the first transition.
    private let earliestOffset: Int
    /// What holds after the last transition; `nil` if the file does not say.
    private let future: PosixTimeZone?

    /// Seconds east of UTC at a moment in seconds since 1970.
    func secondsFromUTC(at seconds: Int64) -> Int {
        guard let last = transitions.last else { return future?.secondsFromUTC(at: seconds) ?? earliestOffset }
        if seconds >= last, let future { return future.secondsFromUTC(at: seconds) }
        // The first transition after the moment.
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? earliestOffset : offsets[low - 1]
    }
}

extension ZoneRules {
    /// Reads a TZif file of any version; `nil` if it is none, damaged, or counts leap seconds, which moments do not.
    init?(file: [UInt8]) {
        var reader = ZoneFileReader(bytes: file)
        guard var header = reader.header() else { return nil }
        var timeSize = 4
        if header.version >= 2 {
            // The first block repeats the second for readers that know 32 bits only.
            guard reader.skip(header.blockSize(timeSize: 4)), let second = reader.header() else { return nil }
            header = second
            timeSize = 8
        }
        guard header.leapCount == 0, header.typeCount > 0, reader.has(header.blockSize(timeSize: timeSize)) else {
            return nil
        }
        let transitions = (0..<header.timeCount).map { _ in reader.integer(timeSize) }
        let indices = (0..<header.timeCount).map { _ in Int(reader.integer(1) & 0xFF) }
        let types = (0..<header.typeCount).map { _ in
            let offset = Int(reader.integer(4))
            _ = reader.skip(2)
            return offset
        }
        guard indices.allSatisfy({ $0 < types.count }),
            zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        _ = reader.skip(header.blockSize(timeSize: timeSize) - header.timeCount * (timeSize + 1) - header.typeCount * 6)
        self.transitions = transitions
        offsets = indices.map { types[$0] }
        earliestOffset = types[0]
        guard timeSize == 8 else {
            future = nil
            return
        }
        // A footer may be empty; a file without one has been cut short.
        guard let footer = reader.footer() else { return nil }
        if footer.isEmpty {
            future = nil
        } else {
            guard let zone = PosixTimeZone(footer) else { return nil }
            future = zone
        }
    }
}

/// Reads the parts of a zone file in order (RFC 9636 section 3).
private struct ZoneFileReader {
    struct Header {
        var version: Int
        var utcCount = 0
        var standardCount = 0
        var leapCount = 0
        var timeCount = 0
        var typeCount = 0
        var characterCount = 0

        func blockSize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4) + standardCount
                + utcCount
        }
    }

    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    func has(_ count: Int) -> Bool { count >= 0 && bytes.count - position >= count }

    mutating func skip(_ count: Int) -> Bool {
        guard has(count) else { return false }
        position += count
        return true
    }

    mutating func header() -> Header? {
        guard has(44), bytes[position...].starts(with: Array("TZif".utf8)) else { return nil }
        let version = bytes[position + 4]
        // A NUL is version 1; later ones are digits and only add to what stands before.
        var header = Header(version: version == 0 ? 1 : Int(version) - Int(UInt8(ascii: "0")))
        position += 20
        header.utcCount = Int(integer(4))
        header.standardCount = Int(integer(4))
        header.leapCount = Int(integer(4))
        header.timeCount = Int(integer(4))
        header.typeCount = Int(integer(4))
        header.characterCount = Int(integer(4))
        let counts = [
            header.utcCount, header.standardCount, header.leapCount, header.timeCount, header.typeCount,
            header.characterCount,
        ]
        return counts.allSatisfy { (0...bytes.count).contains($0) } ? header : nil
    }

    /// A signed number, highest byte first; the caller has checked that it is there.
    mutating func integer(_ size: Int) -> Int64 {
        var value: Int64 = bytes[position] & 0x80 == 0 ? 0 : -1
        for byte in bytes[position..<position + size] { value = value << 8 | Int64(byte) }
        position += size
        return value
    }

    /// The text between the two line feeds at the end.
    mutating func footer() -> [UInt8]? {
        guard has(2), bytes[position] == 0x0A, bytes.last == 0x0A else { return nil }
        return Array(bytes[(position + 1)..<(bytes.count - 1)])
    }
}
