import CallLog
import CallLogTesting
import HTTPCore
import StrictJSON
import TestSupport
import Testing

@testable import CRMAdapters

@Suite struct PipedriveLoginTests {
    @Test func `a login names user, company, host and zone`() async throws {
        let bench = try PipedriveBench()
        let code = bench.fake.authorizationCode(for: 777)
        let identity = try await bench.adapter.login(code: code, in: bench.context().call)
        #expect(identity.userID == "777-4242-pipedrive")
        #expect(identity.name == "Ada Agent")
        #expect(identity.hostname == "acme.pipedrive.com")
        #expect(identity.timeZoneName == "Europe/Berlin")
        #expect(identity.timeZoneOffset == "+02:00")
        #expect(identity.additionalInfo == ["companyId": 4242, "companyName": "Acme", "companyDomain": "acme"])
        #expect(identity.grant.expiry == bench.time.now() + .seconds(3599))
        #expect(identity.grant.hostname == "acme.pipedrive.com")
        #expect(bench.takeRequests() == ["POST /oauth/token 0", "GET /v1/users/me 2"])
        let again = await failure { () async throws(CRMError) in
            try await bench.adapter.login(code: code, in: bench.context().call)
        }
        #expect(again?.reason == .credentialsRejected)
    }

    @Test(arguments: ["evil.test/", "acme.evil.test#", "a b", "", "api"])
    func `a company domain that makes no host is replaced by the token's, or refused`(_ domain: String) async throws {
        let bench = try PipedriveBench()
        bench.fake.setCompanyDomain(domain)
        let login = { (code: String) async throws(CRMError) in
            try await bench.adapter.login(
                code: bench.fake.authorizationCode(for: 777, code: code),
                in: bench.context().call
            )
        }
        #expect(try await login("a").hostname == "acme.pipedrive.com")
        bench.fake.setAPIDomain("https://evil.test")
        let error = await failure { () async throws(CRMError) in try await login("b") }
        #expect(error?.reason == .unreadableReply)
    }

    @Test(arguments: [
        (#","api_domain":"https://acme.pipedrive.com""#, "https://acme.pipedrive.com/v1/users/me"),
        (#","api_domain":"https://evil.test""#, "https://api.pipedrive.com/v1/users/me"),
        (#","api_domain":"https://acme.pipedrive.com@evil.test""#, "https://api.pipedrive.com/v1/users/me"),
        ("", "https://api.pipedrive.com/v1/users/me"),
    ])
    func `a new token goes to Pipedrive's hosts only`(_ member: String, _ url: String) async throws {
        let http = RecordedHTTPClient { request in
            if request.url == "https://oauth.pipedrive.com/oauth/token" {
                return .success(.json(#"{"access_token":"T","refresh_token":"R","expires_in":3599\#(member)}"#))
            }
            return .success(
                .json(#"{"success":true,"data":{"id":1,"company_id":2,"company_domain":"acme","name":"A"}}"#)
            )
        }
        let bench = try ScriptedPipedrive(http)
        _ = try await bench.adapter.login(code: "c", in: bench.context().call)
        #expect(http.requests.map(\.url) == ["https://oauth.pipedrive.com/oauth/token", url])
        #expect(
            String(decoding: http.requests[0].body ?? [], as: UTF8.self)
                == "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fcalls.test%2Fpipedrive-redirect"
        )
        #expect(http.requests[0].headers.first { $0.name == "Authorization" }?.value == "Basic aWQ6c2VjcmV0")
    }

    @Test func `a refresh brings new tokens, and the old refresh token is dead`() async throws {
        let bench = try PipedriveBench()
        let grant = try await bench.adapter.refreshedTokens(in: bench.context())
        #expect(grant.accessToken != bench.user.accessToken)
        #expect(grant.refreshToken != bench.user.refreshToken)
        #expect(grant.hostname == "acme.pipedrive.com")
        var user = bench.user
        user.accessToken = grant.accessToken
        _ = try await bench.create(as: user)
        for asForm in [false, true] {
            bench.fake.setRefreshing(refusesAsForm: asForm)
            let error = await failure { () async throws(CRMError) in
                try await bench.adapter.refreshedTokens(in: bench.context())
            }
            #expect(error?.reason == .credentialsRejected)
        }
    }

    @Test func `a refresh does not move a company to a host that others share`() async throws {
        let bench = try PipedriveBench()
        bench.fake.setAPIDomain("https://api-proxy.pipedrive.com")
        #expect(try await bench.adapter.refreshedTokens(in: bench.context()).hostname == nil)
    }

    static let refusals: [(Int, String, CRMError.Reason?)] = [
        (400, #"{"success":false,"message":"Invalid grant","error":"invalid_grant"}"#, .credentialsRejected),
        (400, "error=invalid_grant", .credentialsRejected), (401, #"{"error":"invalid_grant"}"#, .credentialsRejected),
        (400, #"{"error":"invalid_request"}"#, .dataRefused(field: nil)), (401, #"{"error":"invalid_client"}"#, nil),
        (400, #"{"error":"invalid_client"}"#, nil), (403, "<html>", nil), (408, "", .outcomeUnknown),
        (429, "{}", .rateLimited(retryAfter: nil)), (500, "", .unavailable), (503, "<html>", .unavailable),
        (302, "", .unreadableReply), (200, "{}", .unreadableReply), (200, "<html>", .unreadableReply),
        (200, #"{"access_token":"a\r\nX: y","expires_in":1}"#, .unreadableReply),
        (200, #"{"access_token":"","expires_in":1}"#, .unreadableReply),
    ]

    @Test(arguments: refusals) func `only invalid_grant ends a session`(
        _ status: Int,
        _ body: String,
        _ expected: CRMError.Reason?
    ) async throws {
        let bench = try ScriptedPipedrive(RecordedHTTPClient([.success(.json(body, status: status))]))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.refreshedTokens(in: bench.context())
        }
        if let expected {
            #expect(error?.reason == expected)
        } else if case .setupIncomplete(let advice) = error?.reason {
            #expect(advice.contains("PIPEDRIVE_CLIENT_SECRET"))
        } else {
            Issue.record("\(String(describing: error))")
        }
    }

    @Test func `network trouble keeps the session`() async throws {
        for reason in [HTTPClientError.Reason.connectionFailed, .timedOutAfterSending] {
            let bench = try ScriptedPipedrive(RecordedHTTPClient([.failure(HTTPClientError(reason))]))
            let error = await failure { () async throws(CRMError) in
                try await bench.adapter.refreshedTokens(in: bench.context())
            }
            #expect(error?.reason == (reason == .connectionFailed ? .notSent : .outcomeUnknown))
        }
    }

    @Test func `revoking ends both tokens, and again is no failure`() async throws {
        let bench = try PipedriveBench()
        try await bench.adapter.revokeLogin(in: bench.context())
        #expect(bench.takeRequests() == ["POST /oauth/revoke 0", "POST /oauth/revoke 0"])
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .credentialsRejected)
        try await bench.adapter.revokeLogin(in: bench.context())
    }

    @Test func `the second token is revoked even if the first could not be`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("POST /oauth/revoke", with: .fail(status: 500))
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.revokeLogin(in: bench.context())
        }
        #expect(error?.reason == .unavailable)
        #expect(bench.fake.requests.count == 2)
    }

    @Test func `the profile is what the manifest needs`() throws {
        let bench = try PipedriveBench()
        let profile = bench.adapter.profile
        #expect(profile.contactPageURL == "https://{hostname}/person/{contactId}")
        #expect(profile.logPageURL == "https://{hostname}/activities/{logId}")
        #expect(!profile.canOpenLogPage)
        #expect(profile.usesContactSearch)
        #expect(profile.callLogFields.map(\.const) == ["deals", "leadWarning", "leads"])
        #expect(
            profile.authentication
                == .oauth(
                    authorizeURL: "https://oauth.pipedrive.com/oauth/authorize",
                    clientID: "fake-client",
                    redirectURI: "https://calls.test/pipedrive-redirect"
                )
        )
    }

    @Test func `an uninstall notice names the user under both forms of id`() throws {
        let configuration = try PipedriveConfiguration(
            clientID: "id",
            clientSecret: .init("secret"),
            redirectURI: "https://calls.test/pipedrive-redirect"
        )
        let body = Array(#"{"client_id":"id","company_id":4242,"user_id":777,"timestamp":"2024-04-18"}"#.utf8)
        let basic = "Basic aWQ6c2VjcmV0"
        let notice = try PipedriveUninstall(authorization: basic, body: body, configuration: configuration)
        #expect(notice.userIDs == ["777-4242-pipedrive", "777-pipedrive"])
        var user = CRMUser.pipedrive(777)
        #expect(notice.concerns(user))
        user.id = "777-pipedrive"
        #expect(notice.concerns(user))
        user.additionalInfo = ["companyId": 4242]
        #expect(notice.concerns(user))
        user.additionalInfo = ["companyId": 9]
        #expect(!notice.concerns(user))
        for authorization in [nil, "", "Basic", "Bearer aWQ6c2VjcmV0", "Basic aWQ6c2VjcmV1"] {
            #expect(throws: PipedriveUninstall.Refusal.unauthorized) {
                try PipedriveUninstall(authorization: authorization, body: body, configuration: configuration)
            }
        }
        for text in ["", "[]", #"{"user_id":777}"#, #"{"client_id":"x","company_id":1,"user_id":2}"#] {
            #expect(throws: PipedriveUninstall.Refusal.malformed) {
                try PipedriveUninstall(authorization: basic, body: Array(text.utf8), configuration: configuration)
            }
        }
    }
}
