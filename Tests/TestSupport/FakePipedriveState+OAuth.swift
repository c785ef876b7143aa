import CallLog
import HTTPCore
import StrictJSON

extension FakePipedriveState {
    mutating func issue(to user: Int64, at now: Timestamp, refresh: String? = nil) -> FakePipedrive.Tokens {
        let access = "\(tokenPrefix)access-\(user)-\(nextNumber())"
        let refresh = refresh ?? "\(tokenPrefix)refresh-\(user)-\(nextNumber())"
        accessTokens[access] = (user, now + .seconds(3599))
        refreshTokens[refresh] = user
        return .init(access: access, refresh: refresh)
    }

    mutating func token(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        if let refusal = badClient(call) { return refusal }
        let form = QueryParameters(parsing: String(decoding: call.body, as: UTF8.self))
        let user: Int64
        var refresh: String?
        switch form["grant_type"] {
        case "authorization_code":
            guard form["redirect_uri"] != nil, let code = form["code"], let owner = codes.removeValue(forKey: code)
            else { return invalidGrant("Invalid grant: authorization code is invalid") }
            user = owner
        case "refresh_token":
            guard let token = form["refresh_token"], let owner = refreshTokens[token] else {
                return invalidGrant("Invalid grant: refresh token is invalid")
            }
            user = owner
            if rotatesRefreshTokens { refreshTokens[token] = nil } else { refresh = token }
        default:
            return FakePipedriveAnswer(
                status: 400,
                body: ["success": false, "message": "Unsupported grant type", "error": "unsupported_grant_type"]
            )
        }
        let tokens = issue(to: user, at: now, refresh: refresh)
        var body: JSONObject = [
            "access_token": .string(tokens.access), "token_type": "Bearer", "refresh_token": .string(tokens.refresh),
            "scope": "base,contacts:full,activities:full,deals:read,leads:read,search:read", "expires_in": 3599,
        ]
        body["api_domain"] = apiDomain.map { .string($0) }
        return FakePipedriveAnswer(status: 200, body: .object(body))
    }

    mutating func revoke(_ call: FakePipedriveCall) -> FakePipedriveAnswer {
        if let refusal = badClient(call) { return refusal }
        let form = QueryParameters(parsing: String(decoding: call.body, as: UTF8.self))
        guard let token = form["token"] else { return .v1("token is missing", status: 400) }
        if let user = refreshTokens.removeValue(forKey: token) {
            accessTokens = accessTokens.filter { $0.value.user != user }
        }
        accessTokens[token] = nil
        return FakePipedriveAnswer(status: 200, body: ["success": true])
    }

    func me(_ user: Int64) -> FakePipedriveAnswer {
        .data([
            "id": .integer(user), "name": .string(users[user] ?? ""), "email": "ada@acme.test",
            "timezone_name": "Europe/Berlin", "timezone_offset": "+02:00",
            "company_id": .integer(Self.companyID), "company_name": "Acme", "company_domain": .string(companyDomain),
        ])
    }

    private func invalidGrant(_ message: String) -> FakePipedriveAnswer {
        if refusesAsForm {
            return FakePipedriveAnswer(status: 400, text: "error=invalid_grant&error_description=refused")
        }
        return FakePipedriveAnswer(
            status: 400,
            body: ["success": false, "message": .string(message), "error": "invalid_grant"]
        )
    }

    private func badClient(_ call: FakePipedriveCall) -> FakePipedriveAnswer? {
        let expected = "Basic " + Base64Text.of("\(clientID):\(clientSecret)")
        guard call.authorization == expected else {
            return FakePipedriveAnswer(
                status: 401,
                body: ["success": false, "message": "Invalid client", "error": "invalid_client"]
            )
        }
        guard call.contentType == "application/x-www-form-urlencoded", call.rawQuery.isEmpty else {
            return FakePipedriveAnswer(
                status: 400,
                body: ["success": false, "message": "A form is expected", "error": "invalid_request"]
            )
        }
        return nil
    }
}
