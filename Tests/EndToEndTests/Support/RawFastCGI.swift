import Foundation

/// FastCGI records as bytes, to say to the socket what nginx never would (FastCGI specification section 3.3).
enum RawFastCGI {
    static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }

    static func parameters(_ pairs: [(String, String)]) -> [UInt8] {
        pairs.flatMap { name, value -> [UInt8] in
            length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
    }

    /// A whole request; `declared` is what CONTENT_LENGTH claims.
    static func request(
        method: String,
        path: String,
        query: String = "",
        body: [UInt8] = [],
        declared: String? = nil
    ) -> [UInt8] {
        let pairs = [
            ("REQUEST_METHOD", method), ("SCRIPT_NAME", path), ("QUERY_STRING", query),
            ("CONTENT_TYPE", "application/json"), ("CONTENT_LENGTH", declared ?? "\(body.count)"),
            ("SERVER_PROTOCOL", "HTTP/1.1"), ("GATEWAY_INTERFACE", "CGI/1.1"),
        ]
        var bytes = record(1, [0, 1, 0, 0, 0, 0, 0, 0]) + record(4, parameters(pairs)) + record(4, [])
        var rest = body[...]
        while !rest.isEmpty {
            bytes += record(5, Array(rest.prefix(32_768)))
            rest = rest.dropFirst(32_768)
        }
        return bytes + record(5, [])
    }

    /// The text of all STDOUT records of an answer.
    static func output(of bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var rest = bytes[...]
        while rest.count >= 8 {
            let header = Array(rest.prefix(8))
            let length = Int(header[4]) << 8 | Int(header[5])
            let content = rest.dropFirst(8).prefix(length)
            if header[1] == 6 { output += content }
            rest = rest.dropFirst(8 + length + Int(header[6]))
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func length(_ count: Int) -> [UInt8] {
        count < 128
            ? [UInt8(count)]
            : [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    }
}
