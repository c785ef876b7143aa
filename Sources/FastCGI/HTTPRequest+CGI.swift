import HTTPCore

extension HTTPRequest {
    /// The request that CGI meta-variables describe (RFC 3875 section 4.1); pure, shared by FastCGI and plain CGI.
    ///
    /// An empty variable counts as absent (section 4.1), which is how nginx passes a missing one. Fields that were
    /// sent twice stay twice.
    ///
    /// - Parameters:
    ///   - variables: The meta-variables.
    ///   - body: The whole body; its length must equal `CONTENT_LENGTH`, or be 0 without one (FastCGI section 6.2).
    /// - Throws: ``HTTPFailure`` 404 without any path; otherwise 400: no method, a length that is no number or not that
    ///   of the body, a meta-variable or `Authorization` given twice, a FastCGI role other than responder.
    public init(cgi variables: CGIVariables, body: [UInt8]) throws(HTTPFailure) {
        let fields = try CGIFields(variables)
        if let role = fields[.role, in: variables], role != "RESPONDER" {
            throw HTTPFailure(.badRequest, "Only FastCGI requests for a responder are served.")
        }
        guard let method = fields[.requestMethod, in: variables] else {
            throw HTTPFailure(.badRequest, "The request has no method.")
        }
        guard try fields.contentLength(in: variables) ?? 0 == body.count else { throw .lengthMismatch }
        guard let path = fields.path(in: variables) else {
            throw HTTPFailure(.notFound, "There is nothing at this address.")
        }

        self.init(
            method: HTTPMethod(rawValue: method),
            path: path,
            queryString: fields[.queryString, in: variables] ?? fields.queryOfRequestURI(in: variables) ?? "",
            headers: fields.headers(in: variables),
            body: body,
            scheme: fields.scheme(in: variables),
            requestID: fields.requestID(in: variables)
        )
    }
}

extension HTTPFailure {
    static let lengthMismatch = HTTPFailure(
        .badRequest,
        "The request body does not match its declared length."
    )

    static let bodyTooLarge = HTTPFailure(
        .contentTooLarge,
        "The request is larger than this server accepts."
    )
}
