/// A client id and secret as an `Authorization` header carries them (RFC 7617).
struct BasicCredentials: Sendable {
    /// `Basic` and the Base64 text.
    let headerValue: String

    init(_ id: String, _ secret: String) {
        headerValue = "Basic " + Self.base64(Array("\(id):\(secret)".utf8))
    }

    /// Whether a header carries these credentials; the time taken tells nothing about where they differ.
    func equal(_ header: String) -> Bool {
        let (given, own) = (Array(header.utf8), Array(headerValue.utf8))
        let scheme = 6
        guard given.count > scheme, given.prefix(scheme).map({ $0 | 0x20 }).elementsEqual("basic ".utf8) else {
            return false
        }
        var difference = given.count ^ own.count
        for index in scheme..<own.count {
            difference |= Int(own[index] ^ (index < given.count ? given[index] : 0))
        }
        return difference == 0
    }

    /// RFC 4648 section 4.
    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bits <<= 8 * UInt32(3 - group.count)
            for position in 0..<4 {
                let index = Int(bits >> UInt32(18 - 6 * position) & 63)
                text.append(position <= group.count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
