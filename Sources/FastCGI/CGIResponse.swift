import HTTPCore

/// Writes an answer the way a CGI program does (RFC 3875 section 6.2).
public enum CGIResponse {
    /// The answer as one buffer: `Status`, header fields, always `Content-Length`, an empty line, the body.
    ///
    /// The length is what lets a front server tell a cut reply from a whole one. A status outside 200...599 would make
    /// nginx answer 502 or pass the text on as it is, so it becomes 500.
    public static func encode(_ response: HTTPResponse) -> [UInt8] {
        let status = (200...599).contains(response.status.code) ? response.status : .internalServerError
        let reason = status.reason.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? status.reason : ""

        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + response.body.count + response.headers.count * 96)
        bytes.append(contentsOf: "Status: ".utf8)
        append(status.code, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: reason.utf8)
        bytes.append(contentsOf: "\r\nContent-Type: ".utf8)
        bytes.append(contentsOf: response.contentType.rawValue.utf8)
        bytes.append(contentsOf: "\r\nContent-Length: ".utf8)
        append(response.body.count, to: &bytes)
        for (name, value) in response.headers {
            bytes.append(contentsOf: "\r\n".utf8)
            bytes.append(contentsOf: name.rawValue.utf8)
            bytes.append(contentsOf: ": ".utf8)
            bytes.append(contentsOf: value.utf8)
        }
        bytes.append(contentsOf: "\r\n\r\n".utf8)
        bytes.append(contentsOf: response.body)
        return bytes
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(number).utf8)
    }
}
