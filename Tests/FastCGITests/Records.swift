/// Builds FastCGI records, right and wrong ones.
enum Records {
    static func record(
        _ type: UInt8,
        _ content: [UInt8],
        id: UInt16 = 1,
        padding: UInt8 = 0,
        version: UInt8 = 1
    ) -> [UInt8] {
        [
            version, type, UInt8(id >> 8), UInt8(truncatingIfNeeded: id), UInt8(content.count >> 8),
            UInt8(truncatingIfNeeded: content.count), padding, 0,
        ] + content + [UInt8](repeating: 0, count: Int(padding))
    }

    /// A record whose padding is not zeros, as it need not be (FastCGI section 3.3).
    static func record(_ type: UInt8, _ content: [UInt8], id: UInt16 = 1, paddedWith padding: [UInt8]) -> [UInt8] {
        record(type, content, id: id, padding: UInt8(padding.count)).dropLast(padding.count) + padding
    }

    static func begin(role: UInt8 = 1, flags: UInt8 = 0, id: UInt16 = 1, version: UInt8 = 1) -> [UInt8] {
        record(1, [0, role, flags, 0, 0, 0, 0, 0], id: id, version: version)
    }

    static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    static func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        return [
            UInt8(count >> 24) | 0x80, UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
            UInt8(truncatingIfNeeded: count),
        ]
    }

    /// A stream of records of one type, ended by an empty one.
    static func stream(_ type: UInt8, _ content: [UInt8], id: UInt16 = 1, padding: UInt8 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            bytes += record(type, Array(rest.prefix(65_535)), id: id, padding: padding)
            rest = rest.dropFirst(65_535)
        }
        return bytes + record(type, [], id: id)
    }

    static let basic = [("REQUEST_METHOD", "POST"), ("SCRIPT_NAME", "/echo")]

    /// A whole request as nginx sends it.
    static func request(
        _ variables: [(String, String)] = basic,
        body: [UInt8] = [],
        declared: String? = nil,
        id: UInt16 = 1
    ) -> [UInt8] {
        let all = variables + [("CONTENT_LENGTH", declared ?? (body.isEmpty ? "" : String(body.count)))]
        return begin(id: id) + stream(4, all.flatMap { pair($0.0, $0.1) }, id: id) + stream(5, body, id: id)
    }

    /// What came in `STDOUT`, if the reply is whole: records of one id, ended by `END_REQUEST` with status 0.
    static func output(of reply: [UInt8], id: UInt16 = 1) -> String? {
        var output: [UInt8] = []
        var rest = reply[...]
        var isEnded = false
        while rest.count >= 8, !isEnded {
            let header = Array(rest.prefix(8))
            let count = Int(header[4]) << 8 | Int(header[5])
            guard header[0] == 1, header[2] == UInt8(id >> 8), header[3] == UInt8(truncatingIfNeeded: id),
                rest.count >= 8 + count + Int(header[6])
            else { return nil }
            let content = rest.dropFirst(8).prefix(count)
            rest = rest.dropFirst(8 + count + Int(header[6]))
            switch header[1] {
            case 6: output += content
            case 3: isEnded = content.elementsEqual([UInt8](repeating: 0, count: 8))
            default: return nil
            }
        }
        return isEnded && rest.isEmpty ? String(decoding: output, as: UTF8.self) : nil
    }
}
