import HTTPCore

/// An ``HTTPCore/OutboundRequest`` that has been checked and spelled the way libcurl wants it.
struct PreparedRequest: Sendable {
    let url: OutboundURL
    let method: String
    let headerLines: [String]
    /// Present, if only empty, where the method announces a body.
    let body: [UInt8]?

    /// Whether sending it twice does no harm (RFC 9110 section 9.2.1).
    var isSafe: Bool { method == "GET" || method == "HEAD" }

    init(_ request: OutboundRequest) throws(HTTPClientError) {
        url = try OutboundURL(request.url)
        method = request.method.rawValue
        // TRACE echoes credentials and CONNECT is for proxies (RFC 9110 sections 9.3.8 and 9.3.6).
        guard (1...16).contains(method.utf8.count), method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            method != "CONNECT", method != "TRACE"
        else { throw HTTPClientError(.refused, detail: "method") }
        // libcurl would wait for "100 Continue" before long bodies and invents a content type for bodies.
        var lines = ["Expect:"]
        var hasContentType = false
        for (name, value) in request.headers {
            guard HeaderLine.isName(name) else { throw HTTPClientError(.refused, detail: "header name") }
            guard HeaderLine.isValue(value) else { throw HTTPClientError(.refused, detail: "header value") }
            if name.lowercased() == "content-type" { hasContentType = true }
            lines.append(HeaderLine.text(name: name, value: value))
        }
        if !hasContentType { lines.append("Content-Type:") }
        headerLines = lines
        body = request.body ?? (["POST", "PUT", "PATCH"].contains(method) ? [] : nil)
        guard body == nil || method != "HEAD" else { throw HTTPClientError(.refused, detail: "body with HEAD") }
    }
}
