import CallLog
import HTTPCore
import StrictJSON

/// Pipedrive's token and revocation endpoints (RFC 6749 section 3.2, RFC 7009), whose errors mean other things than
/// those of the API.
struct PipedriveTokenEndpoint: Sendable {
    private static let advice = """
        Pipedrive does not accept this server's client ID and secret. Ask your administrator to check \
        PIPEDRIVE_CLIENT_ID and PIPEDRIVE_CLIENT_SECRET.
        """

    let http: any HTTPClient
    let configuration: PipedriveConfiguration
    let time: any TimeSource

    struct Reply: Sendable {
        var grant: TokenGrant
        /// `https://acme.pipedrive.com`, not yet checked.
        var apiDomain: String?
    }

    /// Trades a code or a refresh token for tokens.
    func tokens(_ form: [(name: String, value: String)], in call: CRMCall) async throws(CRMError) -> Reply {
        let askedAt = time.now()
        let response = try await post(form, to: configuration.accessTokenURI, in: call)
        let unreadable = CRMError(.unreadableReply, from: PipedriveAPI.platform, status: response.status)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: response.body)
        } catch {
            throw unreadable
        }
        guard let access = value["access_token"]?.stringValue, Self.isToken(access) else { throw unreadable }
        let refresh = value["refresh_token"]?.stringValue
        if let refresh, !Self.isToken(refresh) { throw unreadable }
        let seconds = value["expires_in"]?.textValue.flatMap { Int64($0) }
        let apiDomain = value["api_domain"]?.stringValue
        return Reply(
            grant: TokenGrant(
                accessToken: AccessToken(access),
                refreshToken: refresh.map { RefreshToken($0) },
                expiry: seconds.flatMap { (1...31_536_000).contains($0) ? askedAt + .seconds($0) : nil },
                hostname: apiDomain.flatMap { PipedriveHost.company(ofAPIDomain: $0) }
            ),
            apiDomain: apiDomain
        )
    }

    /// Ends a token; one that is dead already is a success (RFC 7009 section 2.2).
    func revoke(_ token: String, hint: String, in call: CRMCall) async throws(CRMError) {
        let form = [(name: "token", value: token), (name: "token_type_hint", value: hint)]
        _ = try await post(form, to: configuration.revokeURI, in: call)
    }

    private func post(
        _ form: [(name: String, value: String)],
        to url: String,
        in call: CRMCall
    ) async throws(CRMError) -> OutboundResponse {
        let timeout = call.timeout
        guard timeout > .zero else { throw CRMError(.notSent, from: PipedriveAPI.platform) }
        guard configuration.canConnect else {
            let advice = "This server has no Pipedrive client. Ask your administrator to set PIPEDRIVE_CLIENT_ID."
            throw CRMError(.setupIncomplete(advice: advice), from: PipedriveAPI.platform)
        }
        let credentials = BasicCredentials(configuration.clientID, configuration.clientSecret.exposedText)
        let body = form.map { "\($0.name)=\(FormCoding.encode($0.value))" }.joined(separator: "&")
        let request = OutboundRequest(
            .post,
            url,
            headers: [
                ("Authorization", credentials.headerValue), ("Accept", "application/json"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ],
            body: Array(body.utf8),
            timeout: timeout
        )
        let response: OutboundResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch {
            throw CRMError(error, from: PipedriveAPI.platform, isRead: false)
        }
        guard (200..<300).contains(response.status) else { throw refusal(response) }
        return response
    }

    /// Only `invalid_grant` ends a session; whatever else goes wrong here may pass.
    private func refusal(_ response: OutboundResponse) -> CRMError {
        let error = Self.errorCode(response.body)
        let reason: CRMError.Reason =
            switch (response.status, error) {
            case (400..<500, "invalid_grant"): .credentialsRejected
            case (401, _), (403, _), (400, "invalid_client"), (400, "unauthorized_client"):
                .setupIncomplete(advice: Self.advice)
            case (408, _): .outcomeUnknown
            case (429, _):
                CRMError(response, method: .post, missing: .unavailable).reason
            case (400..<500, _): .dataRefused(field: nil)
            case (500..<600, _): .unavailable
            default: .unreadableReply
            }
        return CRMError(reason, from: PipedriveAPI.platform, status: response.status, vendorMessage: error)
    }

    /// The `error` of a refusal, which comes as JSON or as a form.
    private static func errorCode(_ body: [UInt8]) -> String? {
        do throws(JSONError) {
            return try JSONValue(parsing: body)["error"]?.stringValue
        } catch {
            return QueryParameters(parsing: String(decoding: body.prefix(4096), as: UTF8.self))["error"]
        }
    }

    /// Tokens become header values: printable ASCII only.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 4096 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
