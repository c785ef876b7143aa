import AcmeCRM
import CallLog
import CallLogTesting
import CurlClient
import HTTPCore
import Testing

@Suite struct AcmeAdapterTests {
    private let time = ManualTime()

    @Test func `Acme does what every adapter has to do`() async throws {
        let acme = try FakeAcme(time: time)
        let conformance = AdapterConformance(
            AcmeAdapter(http: try CurlClient(), baseURL: acme.baseURL),
            user: user("17"),
            otherUser: user("18"),
            contact: CallContact(id: "42", name: "Carla Customer"),
            time: time
        )
        try await conformance.checkAll()
    }

    @Test func `a key says whose it is`() async throws {
        let acme = try FakeAcme(time: time)
        let adapter = AcmeAdapter(http: try CurlClient(), baseURL: acme.baseURL)
        let identity = try await adapter.login(attempt("key-17"), in: call)
        #expect(identity.userID == "17")
        #expect(identity.name == "Alex Agent")
        let error = await #expect(throws: CRMError.self) { try await adapter.login(attempt("stolen"), in: call) }
        #expect(error?.reason == .credentialsRejected)
    }

    @Test(arguments: [
        (302, CRMError.Reason.outcomeUnknown), (401, .credentialsRejected), (402, .notPermitted), (403, .notPermitted),
        (404, .contactMissing), (408, .outcomeUnknown), (410, .contactMissing), (422, .dataRefused(field: nil)),
        (429, .rateLimited(retryAfter: .seconds(7))), (500, .unavailable), (503, .unavailable), (200, .unreadableReply),
    ])
    func `a status after a write has its meaning`(status: Int, reason: CRMError.Reason) async throws {
        let reply = OutboundResponse.json(#"{"error":"no"}"#, status: status, headers: ["retry-after": "7"])
        let error = await failure(of: RecordedHTTPClient([.success(reply)]))
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        (HTTPClientError.Reason.connectionFailed, CRMError.Reason.notSent), (.timedOutBeforeSending, .notSent),
        (.timedOutAfterSending, .outcomeUnknown), (.connectionLost, .outcomeUnknown), (.badReply, .outcomeUnknown),
    ])
    func `what never left is not sent, anything else is open`(
        cause: HTTPClientError.Reason,
        reason: CRMError.Reason
    ) async throws {
        let error = await failure(of: RecordedHTTPClient([.failure(HTTPClientError(cause))]))
        #expect(error?.reason == reason)
    }

    private var call: CRMCall {
        CRMCall(time: time, timeoutOfOneCall: .seconds(8), timeoutOfAllCalls: .seconds(12))
    }

    private func attempt(_ key: String) -> APIKeyLogin {
        APIKeyLogin(apiKey: AccessToken(key), hostname: "", fields: [:])
    }

    private func user(_ id: CRMUserID) -> CRMUser {
        CRMUser(
            platform: "acme",
            id: id,
            accessToken: AccessToken("key-\(id)"),
            sessionVersion: "v",
            createdAt: time.now(),
            updatedAt: time.now()
        )
    }

    /// Why a call was not logged.
    private func failure(of http: RecordedHTTPClient) async -> CRMError? {
        let draft = CallLogDraft(
            sessionID: "1",
            contact: CallContact(id: "42"),
            direction: .inbound,
            subject: "Inbound Call",
            body: "Note: hello",
            note: "hello",
            startTime: time.now(),
            durationInSeconds: 60
        )
        do throws(CRMError) {
            _ = try await AcmeAdapter(http: http).createCallLog(draft, in: CRMContext(user: user("17"), call: call))
            return nil
        } catch {
            return error
        }
    }
}
