import CRMAdapters
import CallLog
import CallLogTesting
import CurlClient
import HTTPCore
import StrictJSON
import TestSupport

/// A fake Pipedrive, a real HTTP client and the adapter between them.
struct PipedriveBench: Sendable {
    let fake: FakePipedrive
    let adapter: PipedriveAdapter
    let store = InMemoryStore()
    let time = ManualTime()
    var user: CRMUser
    var other: CRMUser

    /// - Parameter clockSkew: The fake's clock minus ours.
    init(clockSkew: Duration = .zero) throws {
        let time = time
        fake = try FakePipedrive { time.now() + clockSkew }
        adapter = PipedriveAdapter(
            http: try CurlClient(),
            configuration: try PipedriveConfiguration(
                clientID: "fake-client",
                clientSecret: .init("fake-secret"),
                redirectURI: "https://calls.test/pipedrive-redirect",
                accessTokenURI: fake.tokenURL,
                apiBaseURL: fake.baseURL
            ),
            store: store,
            time: time
        )
        user = .pipedrive(777, fake.addUser(777), at: time.now())
        other = .pipedrive(778, fake.addUser(778, name: "Bob Agent"), at: time.now())
        fake.addPerson(42, name: "Carla Customer", phones: ["+1 650-555-0100"], organization: 9)
        fake.addDeal(55, title: "Big deal", person: 42)
        fake.addLead("adf21080-0e10-11eb-879b-05d71fb426ec", title: "Warm lead", person: 42)
    }

    var contact: CallContact {
        CallContact(id: "42", type: "contact", name: "Carla Customer", phoneNumber: "+16505550100")
    }

    func context(
        _ user: CRMUser? = nil,
        timeout: Duration = .seconds(8),
        beforeWriting: @escaping @Sendable () async throws(CRMError) -> Void = { () async throws(CRMError) in }
    ) -> CRMContext {
        let call = CRMCall(time: time, timeoutOfOneCall: timeout, timeoutOfAllCalls: timeout * 3 / 2)
        return CRMContext(user: user ?? self.user, call: call, beforeWriting: beforeWriting)
    }

    func draft(
        session: CallSessionID = "4503991234567",
        body: String = "<b>Agent notes</b><br>Wants a quote.<br>A &amp; B<br>",
        seconds: Int64? = 125,
        submission: JSONObject = [:]
    ) -> CallLogDraft {
        CallLogDraft(
            sessionID: session,
            contact: contact,
            direction: .outbound,
            subject: "Outbound Call to Carla Customer",
            body: body,
            note: "Wants a quote.",
            startTime: Timestamp(rfc3339: "2024-04-18T04:03:21Z"),
            durationInSeconds: seconds,
            additionalSubmission: submission,
            hashedAccountID: "account-hash"
        )
    }

    func create(_ draft: CallLogDraft? = nil, as user: CRMUser? = nil) async throws(CRMError) -> CRMLogID {
        try await adapter.createCallLog(draft ?? self.draft(), in: context(user))
    }

    /// Method, path and tokens of what was sent since the last call.
    func takeRequests() -> [String] {
        let lines = fake.requests.map { "\($0.method) \($0.path) \($0.tokens)" }
        fake.clearRequests()
        return lines
    }

    var activity: JSONObject { fake.activities.last ?? [:] }
    /// The body of the last request that had one.
    var sent: JSONObject {
        let text = fake.requests.last { !$0.body.isEmpty }?.body ?? "{}"
        return (try? JSONValue(parsing: Array(text.utf8)))?.objectValue ?? [:]
    }
}

extension CRMUser {
    static func pipedrive(
        _ id: Int64,
        _ tokens: FakePipedrive.Tokens? = nil,
        hostname: String = "acme.pipedrive.com",
        at now: Timestamp = Timestamp(seconds: 1_713_449_001)
    ) -> CRMUser {
        CRMUser(
            platform: "pipedrive",
            id: CRMUserID(rawValue: "\(id)-4242-pipedrive"),
            hostname: hostname,
            accessToken: AccessToken(tokens?.access ?? "access"),
            refreshToken: RefreshToken(tokens?.refresh ?? "refresh"),
            tokenExpiry: now + .seconds(3599),
            sessionVersion: "v1",
            createdAt: now,
            updatedAt: now
        )
    }
}

/// Why `body` failed; `nil` if it did not.
func failure<Value>(_ body: () async throws(CRMError) -> Value) async -> CRMError? {
    do throws(CRMError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

/// The adapter over a script instead of a network.
struct ScriptedPipedrive: Sendable {
    let http: RecordedHTTPClient
    let adapter: PipedriveAdapter
    let store = InMemoryStore()
    let time = ManualTime()

    init(_ http: RecordedHTTPClient) throws {
        self.http = http
        adapter = PipedriveAdapter(
            http: http,
            configuration: try PipedriveConfiguration(
                clientID: "id",
                clientSecret: .init("secret"),
                redirectURI: "https://calls.test/pipedrive-redirect"
            ),
            store: store,
            time: time
        )
    }

    /// Everything a create asks first works; the write gets `reply`.
    static func writing(_ reply: RecordedHTTPClient.Reply) throws -> ScriptedPipedrive {
        try ScriptedPipedrive(
            RecordedHTTPClient { request in
                if request.method != .get { return reply }
                if request.url.hasSuffix("/activityTypes") {
                    return .success(
                        .json(#"{"success":true,"data":[{"key_string":"call","name":"Call","active_flag":true}]}"#)
                    )
                }
                return .success(.json(#"{"success":true,"data":{"id":42,"org_id":null}}"#))
            }
        )
    }

    func context(_ user: CRMUser = .pipedrive(777), timeout: Duration = .seconds(8)) -> CRMContext {
        let call = CRMCall(time: time, timeoutOfOneCall: timeout, timeoutOfAllCalls: timeout * 3 / 2)
        return CRMContext(user: user, call: call)
    }

    var draft: CallLogDraft {
        CallLogDraft(
            sessionID: "1",
            contact: CallContact(id: "42"),
            direction: .inbound,
            subject: "s",
            body: "b",
            note: "b",
            startTime: nil,
            durationInSeconds: nil
        )
    }
}
