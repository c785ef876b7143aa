import HTTPCore

/// One request as its transport delivered it.
struct ReceivedRequest: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        /// More or less than `CONTENT_LENGTH` arrived, or the peer broke off.
        case lengthMismatch
        case tooLarge
    }

    var variables: CGIVariables
    var body: Body

    /// The request, if it can be served at all.
    var request: HTTPRequest {
        get throws(HTTPFailure) {
            switch body {
            case .whole(let bytes): return try HTTPRequest(cgi: variables, body: bytes)
            case .lengthMismatch:
                // A length that is no number says more than that it does not match.
                _ = try CGIFields(variables).contentLength(in: variables)
                throw .lengthMismatch
            case .tooLarge: throw .bodyTooLarge
            }
        }
    }
}
