import HTTPCore

/// A URL this client may connect to, checked byte by byte before any library interprets it.
///
/// Accepted: `https://host[:port][/path][?query]`, and `http` where the host is exactly `127.0.0.1`, `[::1]` or
/// `localhost`. Not accepted: user information, fragments, white space, control characters, backslashes, anything
/// outside ASCII, host names in a form that parsers read differently (`0x7f.1`, `2130706433`, a trailing dot).
struct OutboundURL: Hashable, Sendable {
    let text: String
    /// With the brackets of an IPv6 address, without the port.
    let host: String
    let isSecure: Bool

    private static let loopbackHosts: Set<String> = ["127.0.0.1", "[::1]", "localhost"]

    /// Whether the host is this machine by name.
    var isLoopback: Bool { Self.loopbackHosts.contains(host) }

    init(_ text: String) throws(HTTPClientError) {
        let secure = text.hasPrefix("https://")
        guard secure || text.hasPrefix("http://") else { throw HTTPClientError(.refused, detail: "scheme") }
        guard text.utf8.count <= 8_192 else { throw HTTPClientError(.refused, detail: "URL too long") }
        let rest = text.utf8.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard Self.isPathAndQuery(rest[authority.endIndex...]) else {
            throw HTTPClientError(.refused, detail: "character in the URL")
        }
        let (host, port) = Self.parts(of: String(decoding: authority, as: UTF8.self))
        guard Self.isHost(host) else { throw HTTPClientError(.refused, detail: "host") }
        guard port.map(Self.isPort) ?? true else { throw HTTPClientError(.refused, detail: "port") }
        guard secure || Self.loopbackHosts.contains(host) else {
            throw HTTPClientError(.refused, detail: "plain http to another machine")
        }
        self.text = text
        self.host = host
        isSecure = secure
    }

    /// Splits at the first colon outside brackets.
    private static func parts(of authority: String) -> (host: String, port: String?) {
        let bracket = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let start = bracket ?? authority.startIndex
        guard let colon = authority[start...].firstIndex(of: ":") else { return (authority, nil) }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }

    private static func isPort(_ text: String) -> Bool {
        guard text.utf8.count <= 5, text.utf8.allSatisfy(isDigit), !text.hasPrefix("0") else { return false }
        return UInt16(text) != nil
    }

    private static func isHost(_ host: String) -> Bool {
        if host == "[::1]" { return true }
        guard host.utf8.count <= 253 else { return false }
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
        // A last label that is a number makes the whole an IPv4 address to some parsers (WHATWG URL, "ends in a number").
        let isNumber = last.allSatisfy(isDigit) || (last.starts(with: "0x".utf8) || last.starts(with: "0X".utf8))
        guard isNumber else { return true }
        return labels.count == 4
            && labels.allSatisfy { label in
                label.allSatisfy(isDigit) && label.count <= 3 && (label.count == 1 || label.first != UInt8(ascii: "0"))
                    && UInt8(String(decoding: label, as: UTF8.self)) != nil
            }
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count), let first = label.first, let last = label.last else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen && label.allSatisfy { isDigit($0) || isLetter($0) || $0 == hyphen }
    }

    /// The characters of RFC 3986 sections 3.3 and 3.4, and the brackets that servers accept in queries.
    private static func isPathAndQuery(_ text: Substring.UTF8View) -> Bool {
        var hexDigitsDue = 0
        for byte in text {
            if hexDigitsDue > 0 {
                guard isHexDigit(byte) else { return false }
                hexDigitsDue -= 1
            } else if byte == UInt8(ascii: "%") {
                hexDigitsDue = 2
            } else {
                guard isDigit(byte) || isLetter(byte) || "-._~:/?@!$&'()*+,;=[]".utf8.contains(byte) else {
                    return false
                }
            }
        }
        return hexDigitsDue == 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
