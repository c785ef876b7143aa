import CallLog
import HTTPCore

/// What the CRM sent the person back with, out of a `/oauth-callback` request.
///
/// The client copies the page's address into the query without encoding it, so the address ends at its first `&` and
/// the rest of it arrives as parameters of our own (client.md, General). An encoded address is understood as well.
struct CallbackURI {
    /// The authorization code.
    let code: String?
    /// The CRM's reason why there is no code, `access_denied` (RFC 6749 section 4.1.2.1).
    let error: String?
    let platform: Platform?

    /// `nil` if the request names no address.
    init?(_ request: HTTPRequest) {
        guard let raw = Self.rawValue(of: "callbackUri", in: request.queryString),
            !RingCentralID.isAbsent(FormCoding.decode(raw))
        else { return nil }
        let isEncoded = !raw.contains("?") && !raw.contains("://")
        let address = isEncoded ? FormCoding.decode(raw) : raw
        let inner = QueryParameters(parsing: address.firstIndex(of: "?").map { Self.query(address, $0) } ?? "")
        let outer = request.query
        code = inner["code"] ?? outer["code"]
        error = inner["error"] ?? outer["error"]
        platform = (inner["state"] ?? outer["state"]).flatMap { LoginState.platform(in: $0) }
    }

    /// What stands between `?` and `#`.
    private static func query(_ address: String, _ mark: String.Index) -> String {
        String(address[address.index(after: mark)...].prefix { $0 != "#" })
    }

    /// A parameter as it was sent, not decoded.
    private static func rawValue(of name: String, in query: String) -> String? {
        for part in query.split(separator: "&") where part.hasPrefix("\(name)=") {
            return String(part.dropFirst(name.count + 1))
        }
        return nil
    }
}

/// The `state` of a login, `platform=<name>`.
enum LoginState {
    static func platform(in state: String) -> Platform? {
        let text = state.contains("%") ? FormCoding.decode(state) : state
        guard let mark = text.firstRange(of: "platform=") else { return nil }
        let name = String(text[mark.upperBound...].prefix { $0 != "&" })
        guard !RingCentralID.isAbsent(name) else { return nil }
        return Platform(rawValue: name)
    }
}
