/// The meta-variables a request is made from: those of RFC 3875 section 4.1 and the ones front servers add.
enum MetaVariable: Int, Sendable {
    case authType
    case contentLength
    case contentType
    case documentURI
    case gatewayInterface
    /// Set by libfcgi from the record that begins the request.
    case role
    case https
    case pathInfo
    case pathTranslated
    case queryString
    /// Where Apache leaves the `Authorization` field after an internal redirect.
    case redirectedAuthorization
    case remoteAddress
    case remoteHost
    case remoteIdentity
    case remoteUser
    case requestID
    case requestMethod
    case requestScheme
    case requestURI
    case scriptFileName
    case scriptName
    case serverName
    case serverPort
    case serverProtocol
    case serverSoftware
    /// Apache's name for the request (mod_unique_id).
    case uniqueID

    /// The variable with this name.
    static func named(_ name: Span<UInt8>) -> MetaVariable? {
        byLength.find(name) { $0 }
    }

    private static let byLength = NameTable<MetaVariable>([
        (Array("AUTH_TYPE".utf8), .authType),
        (Array("CONTENT_LENGTH".utf8), .contentLength),
        (Array("CONTENT_TYPE".utf8), .contentType),
        (Array("DOCUMENT_URI".utf8), .documentURI),
        (Array("GATEWAY_INTERFACE".utf8), .gatewayInterface),
        (Array("FCGI_ROLE".utf8), .role),
        (Array("HTTPS".utf8), .https),
        (Array("PATH_INFO".utf8), .pathInfo),
        (Array("PATH_TRANSLATED".utf8), .pathTranslated),
        (Array("QUERY_STRING".utf8), .queryString),
        (Array("REDIRECT_HTTP_AUTHORIZATION".utf8), .redirectedAuthorization),
        (Array("REMOTE_ADDR".utf8), .remoteAddress),
        (Array("REMOTE_HOST".utf8), .remoteHost),
        (Array("REMOTE_IDENT".utf8), .remoteIdentity),
        (Array("REMOTE_USER".utf8), .remoteUser),
        (Array("REQUEST_ID".utf8), .requestID),
        (Array("REQUEST_METHOD".utf8), .requestMethod),
        (Array("REQUEST_SCHEME".utf8), .requestScheme),
        (Array("REQUEST_URI".utf8), .requestURI),
        (Array("SCRIPT_FILENAME".utf8), .scriptFileName),
        (Array("SCRIPT_NAME".utf8), .scriptName),
        (Array("SERVER_NAME".utf8), .serverName),
        (Array("SERVER_PORT".utf8), .serverPort),
        (Array("SERVER_PROTOCOL".utf8), .serverProtocol),
        (Array("SERVER_SOFTWARE".utf8), .serverSoftware),
        (Array("UNIQUE_ID".utf8), .uniqueID),
    ])
}

/// Finds a value by a short byte string: one look at its length, then a few comparisons, and no string is made.
struct NameTable<Value: Sendable>: Sendable {
    private let rows: [[(name: [UInt8], value: Value)]]

    init(_ entries: [(name: [UInt8], value: Value)]) {
        let longest = entries.map(\.name.count).max() ?? 0
        var rows = [[(name: [UInt8], value: Value)]](repeating: [], count: longest + 1)
        for entry in entries { rows[entry.name.count].append(entry) }
        self.rows = rows
    }

    /// The value whose name equals `name` once each byte went through `map`.
    @inline(__always)
    func find(_ name: Span<UInt8>, map: (UInt8) -> UInt8) -> Value? {
        guard name.count < rows.count else { return nil }
        candidates: for row in rows[name.count] {
            for index in 0..<name.count where map(name[index]) != row.name[index] {
                continue candidates
            }
            return row.value
        }
        return nil
    }
}
