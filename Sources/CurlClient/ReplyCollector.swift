import HTTPCore

/// Gathers a reply while it arrives and stops it at the limits.
struct ReplyCollector {
    /// All heads of one reply together, interim ones and trailers included.
    static let headLimitInBytes = 64 << 10

    private let bodyLimit: Int
    private var headBytes = 0
    private var isInHead = false
    /// Whether the empty line after the headers was seen: libcurl takes a reply that ends before it for complete.
    private(set) var hasWholeHead = false
    private var fields: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        headers.reserveCapacity(fields.count)
        for (name, value) in fields { headers.append(value, for: name) }
        return headers
    }

    /// Takes one line with its line end; `false` when the head is too long.
    ///
    /// An interim reply (1xx) has a head of its own, which the next one replaces. Trailers after the body are dropped:
    /// they must not pass for headers (RFC 9110 section 6.5.1).
    mutating func take(headLine bytes: some Collection<UInt8>) -> Bool {
        headBytes += bytes.count
        guard headBytes <= Self.headLimitInBytes else { return false }
        if bytes.starts(with: "HTTP/".utf8) {
            isInHead = true
            hasWholeHead = false
            fields = []
            return true
        }
        guard let first = bytes.first, first != 0x0D, first != 0x0A else {
            isInHead = false
            hasWholeHead = true
            return true
        }
        guard isInHead, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = String(decoding: bytes[..<colon], as: UTF8.self)
        let value = bytes[bytes.index(after: colon)...]
        fields.append((name, Self.trimmed(value)))
        return true
    }

    /// `false` when the body is longer than the limit.
    mutating func take(body bytes: some Collection<UInt8>) -> Bool {
        guard body.count + bytes.count <= bodyLimit else { return false }
        body.append(contentsOf: bytes)
        return true
    }

    private static func trimmed(_ bytes: some Collection<UInt8>) -> String {
        var text = Array(bytes.drop { $0 <= 0x20 })
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}
