/// The parts of `CALLLOG_PUBLIC_URL` that a web server has to know.
struct PublicPlace: Equatable {
    let isSecure: Bool
    let host: String
    let port: Int

    /// `nil` if the text is not `http` or `https` with a host and perhaps a port.
    init?(_ url: String) {
        isSecure = url.hasPrefix("https://")
        guard isSecure || url.hasPrefix("http://") else { return nil }
        let authority = url.dropFirst(isSecure ? 8 : 7).prefix { $0 != "/" }
        let words = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(words.count), let name = words.first, !name.isEmpty, Self.isName(name) else {
            return nil
        }
        host = String(name)
        guard words.count == 2 else {
            port = isSecure ? 443 : 80
            return
        }
        guard let number = UInt16(words[1]), number > 0 else { return nil }
        port = Int(number)
    }

    /// What `listen` gets without TLS: this machine alone if the name means it.
    var listenAddress: String { host == "127.0.0.1" || host == "localhost" ? "127.0.0.1:\(port)" : "\(port)" }

    /// Letters, digits, dots and hyphens alone, as it goes into other programs' files.
    private static func isName(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
