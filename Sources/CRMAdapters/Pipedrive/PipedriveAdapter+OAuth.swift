import CallLog
import StrictJSON

extension PipedriveAdapter: OAuthConnecting {
    /// Trades the code and asks whom the tokens belong to.
    ///
    /// The company's host comes from Pipedrive alone. The id names user and company, because user numbers are unique
    /// within a company only.
    public func login(code: String, in call: CRMCall) async throws(CRMError) -> CRMIdentity {
        guard !configuration.redirectURI.isEmpty else {
            // Pipedrive compares it with the registered one.
            let advice = "This server does not know its own address. Ask your administrator to set CALLLOG_PUBLIC_URL."
            throw CRMError(.setupIncomplete(advice: advice), from: platform)
        }
        let reply = try await tokens.tokens(
            [
                (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
                (name: "redirect_uri", value: configuration.redirectURI),
            ],
            in: call
        )
        let user = try await api.currentUser(
            reply.grant.accessToken,
            host: reply.apiDomain.flatMap { PipedriveHost.host(ofAPIDomain: $0) },
            in: call
        )
        let domain = user["company_domain"]?.stringValue
        guard let id = user["id"]?.numberValue?.int64, id > 0,
            let companyID = user["company_id"]?.numberValue?.int64, companyID > 0,
            let hostname = domain.flatMap({ PipedriveHost.company($0) }) ?? reply.grant.hostname
        else { throw CRMError(.unreadableReply, from: platform) }
        var grant = reply.grant
        grant.hostname = hostname
        var info: JSONObject = ["companyId": .integer(companyID)]
        info["companyName"] = user["company_name"]?.stringValue.map { .string($0) }
        info["companyDomain"] = domain.map { .string($0) }
        return CRMIdentity(
            userID: CRMUserID(rawValue: "\(id)-\(companyID)-\(platform)"),
            name: user["name"]?.stringValue ?? "",
            hostname: hostname,
            timeZoneName: user["timezone_name"]?.stringValue,
            timeZoneOffset: user["timezone_offset"]?.textValue,
            additionalInfo: info,
            grant: grant
        )
    }

    /// The host of the reply counts from now on: companies can change their domain.
    public func refreshedTokens(in context: CRMContext) async throws(CRMError) -> TokenGrant {
        guard let token = context.user.refreshToken else { throw CRMError(.credentialsRejected, from: platform) }
        return try await tokens.tokens(
            [(name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: token.exposedText)],
            in: context.call
        ).grant
    }
}

extension PipedriveAdapter: LoginRevoking {
    /// Ends both tokens at Pipedrive; the refresh token first, because that takes the app off the account.
    ///
    /// The second is tried even if the first failed; the first failure is thrown.
    public func revokeLogin(in context: CRMContext) async throws(CRMError) {
        var failure: CRMError?
        for (token, hint) in [
            (context.user.refreshToken?.exposedText, "refresh_token"),
            (context.user.accessToken?.exposedText, "access_token"),
        ] {
            guard let token else { continue }
            do throws(CRMError) {
                try await tokens.revoke(token, hint: hint, in: context.call)
            } catch {
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
    }
}
