/// A question to a FastCGI responder, as a front server would put it (FastCGI specification section 3.3).
enum ProbeRequest {
    /// `GET /isAlive`, on a connection that is closed afterwards.
    static var isAlive: [UInt8] {
        let variables = [
            ("GATEWAY_INTERFACE", "CGI/1.1"), ("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/isAlive"),
            ("QUERY_STRING", ""), ("SERVER_PROTOCOL", "HTTP/1.1"), ("SERVER_NAME", "localhost"),
            ("SERVER_PORT", "80"), ("REMOTE_ADDR", "127.0.0.1"),
        ]
        let parameters = variables.flatMap { name, value -> [UInt8] in
            [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
        }
        let responderRole: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0]
        return record(1, responderRole) + record(4, parameters) + record(4, []) + record(5, [])
    }

    /// What the answer's records of type STDOUT say; `nil` if these are no FastCGI records.
    static func output(of bytes: [UInt8]) -> String? {
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let header = Array(rest.prefix(8))
            guard header.count == 8, header[0] == 1 else { return nil }
            let length = Int(header[4]) << 8 | Int(header[5])
            if header[1] == 6 { output += rest.dropFirst(8).prefix(length) }
            rest = rest.dropFirst(8 + length + Int(header[6]))
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }
}
