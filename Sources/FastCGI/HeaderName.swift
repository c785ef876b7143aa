/// Turns `HTTP_X_NAME` back into the field name `x-name` (RFC 3875 section 4.1.18).
enum HeaderName {
    /// The lower-case field name for what follows `HTTP_`.
    static func lowerCase(_ suffix: Span<UInt8>) -> String {
        if let known = known.find(suffix, map: mapped) { return known }
        var name: [UInt8] = []
        name.reserveCapacity(suffix.count)
        for index in 0..<suffix.count { name.append(mapped(suffix[index])) }
        return String(decoding: name, as: UTF8.self)
    }

    /// The fields browsers and proxies send; their names need no new string.
    private static let known = NameTable(
        [
            "accept", "accept-encoding", "accept-language", "access-control-request-headers",
            "access-control-request-method", "authorization", "cache-control", "connection", "content-encoding",
            "cookie", "developer-author-name", "forwarded", "host", "idempotency-key", "if-none-match", "origin",
            "pragma", "priority", "referer", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-fetch-dest",
            "sec-fetch-mode", "sec-fetch-site", "te", "transfer-encoding", "upgrade-insecure-requests", "user-agent",
            "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "x-request-id",
        ].map { (Array($0.utf8), $0) }
    )

    @inline(__always)
    private static func mapped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "_"): UInt8(ascii: "-")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}
