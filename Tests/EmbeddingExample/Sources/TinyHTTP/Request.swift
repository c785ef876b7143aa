/// One request, complete.
public struct Request: Sendable {
    public var method: String
    /// Path and query as sent, `/callLog?jwtToken=…`.
    public var target: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Whether the client is ready for another request on the connection (RFC 9112 section 9.3).
    var keepsConnection: Bool

    /// The target without its query.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The first value of a field, whatever the case of its name.
    public subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
