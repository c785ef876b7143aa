import HTTPCore

/// Where each meta-variable stands among the variables of one request, found in one pass.
struct CGIFields {
    /// The index of each variable's entry by its raw value; -1 if absent.
    private var slots: InlineArray<32, Int16>
    /// The indices of `HTTP_*` entries that become header fields.
    private var headerEntries: [Int] = []

    /// - Throws: ``HTTPFailure`` 400 if a meta-variable or `HTTP_AUTHORIZATION` appears twice: nginx passes a repeated
    ///   field as a repeated variable, and which one counts must not depend on the reader.
    init(_ variables: CGIVariables) throws(HTTPFailure) {
        slots = InlineArray(repeating: -1)
        headerEntries.reserveCapacity(variables.entries.count)
        let bytes = variables.bytes.span
        var authorizations = 0
        for (index, entry) in variables.entries.enumerated() {
            let name = bytes.extracting(entry.name)
            if name.hasHTTPPrefix {
                switch HeaderVariable(name) {
                case .dropped: continue
                case .authorization:
                    authorizations += 1
                    guard authorizations == 1 else {
                        throw HTTPFailure(.badRequest, "The request carries more than one Authorization field.")
                    }
                case .other: break
                }
                if !entry.value.isEmpty { headerEntries.append(index) }
            } else if let variable = MetaVariable.named(name) {
                guard slots[variable.rawValue] < 0 else {
                    throw HTTPFailure(.badRequest, "The request names one of its variables twice.")
                }
                slots[variable.rawValue] = Int16(clamping: index)
            }
        }
    }

    /// The value of a variable; `nil` if it is absent or empty.
    subscript(variable: MetaVariable, in variables: CGIVariables) -> String? {
        guard let range = range(variable, in: variables) else { return nil }
        return variables.text(range)
    }

    /// The declared length of the body; `nil` if none is declared.
    ///
    /// - Throws: ``HTTPFailure`` 400 for anything but 1 to 10 digits.
    func contentLength(in variables: CGIVariables) throws(HTTPFailure) -> Int? {
        guard let range = range(.contentLength, in: variables) else { return nil }
        guard let length = variables.number(in: range) else {
            throw HTTPFailure(.badRequest, "The declared length of the request body is not a number.")
        }
        return length
    }

    /// The decoded path: what follows the script's own name, else that name, which nginx sets to the whole path.
    ///
    /// Behind Apache's mod_proxy_fcgi there is no script, and `SCRIPT_FILENAME` says `proxy:`. The path is then cut
    /// wherever Apache gave up looking for a file, and `SCRIPT_NAME` and `PATH_INFO` are its two halves (RFC 3875
    /// section 3.3).
    func path(in variables: CGIVariables) -> String? {
        let (script, rest) = (self[.scriptName, in: variables], self[.pathInfo, in: variables])
        if let script, let rest, isProxied(in: variables) { return script + rest }
        return rest ?? script ?? self[.documentURI, in: variables]
    }

    private func isProxied(in variables: CGIVariables) -> Bool {
        guard let range = range(.scriptFileName, in: variables) else { return false }
        return variables.bytes[range].starts(with: "proxy:".utf8)
    }

    /// The part of `REQUEST_URI` after the first `?`, for front servers that pass no `QUERY_STRING`.
    func queryOfRequestURI(in variables: CGIVariables) -> String? {
        guard let range = range(.requestURI, in: variables),
            let mark = variables.bytes[range].firstIndex(of: UInt8(ascii: "?"))
        else { return nil }
        return variables.text((mark + 1)..<range.upperBound)
    }

    /// `https` if `REQUEST_SCHEME` says so, or `HTTPS` is set to anything but `off` (as Apache and nginx set it).
    func scheme(in variables: CGIVariables) -> String {
        if let scheme = self[.requestScheme, in: variables]?.lowercased(), scheme == "https" || scheme == "http" {
            return scheme
        }
        if let https = self[.https, in: variables]?.lowercased(), https != "off", https != "0" { return "https" }
        return "http"
    }

    /// The front server's name for the request, nginx's or else Apache's; empty unless it is 1 to 64 letters, digits,
    /// `_` or `-`.
    func requestID(in variables: CGIVariables) -> String {
        guard let range = range(.requestID, in: variables) ?? range(.uniqueID, in: variables), range.count <= 64 else {
            return ""
        }
        let isPlain = variables.bytes[range].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain ? variables.text(range) : ""
    }

    /// The header fields, the two that CGI names differently first.
    func headers(in variables: CGIVariables) -> HTTPHeaders {
        var headers = HTTPHeaders()
        headers.reserveCapacity(headerEntries.count + 3)
        if let type = self[.contentType, in: variables] { headers.append(type, forLowerCase: "content-type") }
        if let length = self[.contentLength, in: variables] { headers.append(length, forLowerCase: "content-length") }
        let bytes = variables.bytes.span
        for index in headerEntries {
            let entry = variables.entries[index]
            let name = HeaderName.lowerCase(bytes.extracting((entry.name.lowerBound + 5)..<entry.name.upperBound))
            headers.append(variables.text(entry.value), forLowerCase: name)
        }
        if let authorization = self[.redirectedAuthorization, in: variables], headers["authorization"] == nil {
            headers.append(authorization, forLowerCase: "authorization")
        }
        return headers
    }

    private func range(_ variable: MetaVariable, in variables: CGIVariables) -> Range<Int>? {
        let index = Int(slots[variable.rawValue])
        guard index >= 0 else { return nil }
        let range = variables.entries[index].value
        return range.isEmpty ? nil : range
    }
}

/// What an `HTTP_*` variable is to us.
private enum HeaderVariable {
    case authorization
    /// `HTTP_PROXY`, which is an attack on HTTP clients, and the two fields that have variables of their own.
    case dropped
    case other

    init(_ name: Span<UInt8>) {
        self = Self.special.find(name) { $0 } ?? .other
    }

    private static let special = NameTable<HeaderVariable>([
        (Array("HTTP_AUTHORIZATION".utf8), .authorization),
        (Array("HTTP_PROXY".utf8), .dropped),
        (Array("HTTP_CONTENT_LENGTH".utf8), .dropped),
        (Array("HTTP_CONTENT_TYPE".utf8), .dropped),
        (Array("HTTP_".utf8), .dropped),
    ])
}

extension Span<UInt8> {
    fileprivate var hasHTTPPrefix: Bool {
        count >= 5 && self[0] == UInt8(ascii: "H") && self[1] == UInt8(ascii: "T") && self[2] == UInt8(ascii: "T")
            && self[3] == UInt8(ascii: "P") && self[4] == UInt8(ascii: "_")
    }
}
