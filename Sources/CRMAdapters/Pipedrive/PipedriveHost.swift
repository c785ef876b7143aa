/// Which hosts a Pipedrive token may be sent to.
enum PipedriveHost {
    private static let suffix = ".pipedrive.com"
    /// Hosts of Pipedrive itself: none is a company, so none may stand for a tenant.
    private static let shared: Set<String> = [
        "api", "api-proxy", "app", "developers", "marketplace", "oauth", "support", "www",
    ]

    /// Whether the text is `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.pipedrive\.com$`, byte by byte.
    ///
    /// Judged on the raw text: URL parsers accept, decode or fold what must be refused (`%00`, `@`, a trailing dot,
    /// look-alike letters).
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let suffix = Array(suffix.utf8)
        guard bytes.count > suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) else { return false }
        let label = bytes.dropLast(suffix.count)
        guard label.count <= 63, label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-") else { return false }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }

    /// The host of a company named by its domain, `acme`.
    static func company(_ domain: String) -> String? {
        let host = domain + suffix
        return isValid(host) && !shared.contains(domain) ? host : nil
    }

    /// The host of an `api_domain`, `https://acme.pipedrive.com`.
    static func host(ofAPIDomain text: String) -> String? {
        let scheme = "https://"
        guard text.hasPrefix(scheme) else { return nil }
        let host = String(text.dropFirst(scheme.count))
        return isValid(host) ? host : nil
    }

    /// The company's host of an `api_domain`; `nil` if it is one that companies share.
    static func company(ofAPIDomain text: String) -> String? {
        host(ofAPIDomain: text).flatMap { company(String($0.dropLast(suffix.count))) }
    }
}
