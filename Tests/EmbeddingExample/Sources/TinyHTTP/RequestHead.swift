/// The request line and the header fields of a request (RFC 9112 sections 3 and 5), read strictly: what is not clearly
/// one request is refused, so that nothing can be smuggled in the body of another.
struct RequestHead {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let bodyLengthInBytes: Int
    let keepsConnection: Bool
    let expectsContinue: Bool

    /// - Parameter text: The head without the empty line that ends it.
    init(_ text: String, bodyLimitInBytes: Int) throws(Refusal) {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard lines.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }) else {
            throw .malformed
        }
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, Self.isToken(words[0]), words[1].hasPrefix("/") else { throw .malformed }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { throw .otherVersion }
        let isNew = words[2] == "HTTP/1.1"

        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), Self.isToken(line[..<colon]) else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append((line[..<colon].lowercased(), String(value.trimmedAtEnd)))
        }
        func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

        guard values("transfer-encoding").isEmpty else { throw .chunked }
        guard values("host").count == 1 || (!isNew && values("host").isEmpty) else { throw .malformed }
        let lengths = values("content-length")
        guard lengths.count <= 1, lengths.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            throw .malformed
        }
        let length = try lengths.first.map { text throws(Refusal) in
            guard !text.isEmpty else { throw Refusal.malformed }
            guard let number = Int(text), number <= bodyLimitInBytes else { throw Refusal.tooLarge }
            return number
        }
        let options = values("connection").flatMap { $0.lowercased().split(separator: ",") }.map(\.trimmedAtEnd)
        method = String(words[0])
        target = String(words[1])
        self.headers = headers
        bodyLengthInBytes = length ?? 0
        keepsConnection = isNew && !options.contains("close")
        expectsContinue = isNew && values("expect").contains { $0.lowercased() == "100-continue" }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: Substring) -> Bool {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || marks.contains(byte)
            }
    }
}

extension Substring {
    fileprivate var trimmedAtEnd: Substring {
        var text = self
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

/// Why a request is not served; the connection ends with it.
enum Refusal: Error {
    case malformed
    case headTooLarge
    case tooLarge
    /// Bodies come with their length.
    case chunked
    case otherVersion

    var response: Response {
        switch self {
        case .malformed: .text("This is not an HTTP request.", status: 400)
        case .headTooLarge: .text("The header fields are too long.", status: 431)
        case .tooLarge: .text("The body is too long.", status: 413)
        case .chunked: .text("Send the body with its Content-Length.", status: 501)
        case .otherVersion: .text("This server speaks HTTP/1.1.", status: 505)
        }
    }
}
