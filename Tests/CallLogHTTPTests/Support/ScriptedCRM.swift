import CallLog
import StrictJSON
import Synchronization

/// A CRM that does as it is told: what it found, how it fails, and how often it was asked.
final class ScriptedCRM: OAuthConnecting, ContactFinding, ContactCreating, LoginRevoking, UninstallReceiving {
    struct Script: Sendable {
        var contacts: [Contact] = []
        var failure: CRMError.Reason?
        var codes: [String] = []
        var searches: [PhoneNumberQuery] = []
        var created: [ContactDraft] = []
        var revocations = 0
        var grant = TokenGrant(accessToken: AccessToken("access"), refreshToken: RefreshToken("refresh"))
        var clientID = "id"
        var redirectURI = "https://x.test/pipedrive-redirect"
    }

    let platform: Platform = "pipedrive"
    let bodyFormat = BodyFormat.html
    let bodyLimitInBytes: Int? = nil
    private let script = Mutex(Script())

    var profile: AdapterProfile {
        AdapterProfile(
            displayName: "Pipe & Drive",
            urlIdentifier: "*.pipedrive.com",
            authentication: .oauth(
                authorizeURL: "https://oauth.test/authorize",
                clientID: state.clientID,
                redirectURI: state.redirectURI
            ),
            contactPageURL: "https://{hostname}/person/{contactId}",
            usesContactSearch: true
        )
    }

    var state: Script { script.withLock { $0 } }

    func change(_ body: (inout Script) -> Void) { script.withLock { body(&$0) } }

    private func step(_ body: (inout Script) -> Void) throws(CRMError) -> Script {
        let state = script.withLock { state in
            body(&state)
            return state
        }
        if let failure = state.failure { throw CRMError(failure, from: platform) }
        return state
    }

    func login(code: String, in call: CRMCall) async throws(CRMError) -> CRMIdentity {
        let state = try step { $0.codes.append(code) }
        return CRMIdentity(userID: "7-1-pipedrive", name: "Ada", hostname: "Acme.pipedrive.com", grant: state.grant)
    }

    func refreshedTokens(in context: CRMContext) async throws(CRMError) -> TokenGrant { try step { _ in }.grant }

    func contacts(withNumber number: PhoneNumberQuery, in context: CRMContext) async throws(CRMError) -> [Contact] {
        try step { $0.searches.append(number) }.contacts
    }

    func contacts(named name: String, in context: CRMContext) async throws(CRMError) -> [Contact] {
        try step { _ in }.contacts.filter { $0.name.contains(name) }
    }

    func createContact(_ draft: ContactDraft, in context: CRMContext) async throws(CRMError) -> Contact {
        _ = try step { $0.created.append(draft) }
        return Contact(id: 9, name: draft.name)
    }

    func revokeLogin(in context: CRMContext) async throws(CRMError) { _ = try step { $0.revocations += 1 } }

    func uninstalled(authorization: String?, body: [UInt8]) throws(UninstallRefusal) -> UninstallNotice {
        guard authorization == "Basic proof" else { throw .unauthorized }
        guard !body.isEmpty else { throw .malformed }
        return UninstallNotice(userIDs: ["7-1-pipedrive", "7-pipedrive"])
    }

    func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID {
        try await context.willWrite()
        _ = try step { _ in }
        return "1"
    }

    func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog {
        _ = try step { _ in }
        return CRMCallLog(subject: "", body: "")
    }

    func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError) {
        _ = try step { _ in }
    }
}
