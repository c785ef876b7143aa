import StrictJSON

/// Speaks one CRM's call-log API.
///
/// One conformance per CRM, one folder per conformance. What every CRM can do is required here; what only some can do
/// is a refinement below, found with `as?`. An adapter never stubs a method it does not support.
public protocol CRMAdapter: Sendable {
    /// The `platform` claim of a session token.
    ///
    /// Stored with every row, so never renamed.
    var platform: Platform { get }

    /// How the client presents and connects this CRM: the source of its part of the manifest.
    var profile: AdapterProfile { get }

    /// The markup this CRM renders in a log body.
    var bodyFormat: BodyFormat { get }

    /// Most bytes of a log body; `nil` if the CRM names no limit.
    var bodyLimitInBytes: Int? { get }

    /// Writes a new log and returns the CRM's id for it.
    ///
    /// Not idempotent: the service has already ruled out a duplicate. Look things up first if you must, then call
    /// `context.willWrite()` right before the one request that writes. What fails before that call counts as
    /// certainly not executed; what fails after it is judged by ``CRMError/mayHaveExecuted``.
    func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID

    /// Reads a log back as it stands in the CRM now.
    ///
    /// A log without a note is a log: only a log that is gone throws (`logMissing`).
    func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog

    /// Applies `revision`; a `nil` field leaves the CRM's value alone.
    func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError)
}

/// A CRM that can tell whether a write of ours arrived.
public protocol CallLogReconciling: CRMAdapter {
    /// The records that can be `draft` as written by this user: same payload as far as the CRM keeps it, same contact
    /// and CRM owner, created no earlier than `claimedAt` by the CRM's clock.
    ///
    /// - Parameter trustingSession: Whether the session-id line in a record is enough. It is not while another log of
    ///   the same session is undecided: both carry the line.
    func callLogs(
        matching draft: CallLogDraft,
        claimedAt: Timestamp,
        trustingSession: Bool,
        in context: CRMContext
    ) async throws(CRMError) -> FoundCallLogs

    /// Deletes a record that we wrote twice; a record already gone is success.
    func deleteCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError)
}

/// A CRM that stores a disposition beside the log.
public protocol DispositionWriting: CRMAdapter {
    /// Stores the values by manifest field; a value of `null` clears, a field that is absent stays.
    ///
    /// Nothing to store is success.
    func setDisposition(_ values: JSONObject, on id: CRMLogID, in context: CRMContext) async throws(CRMError)
}

/// A CRM whose access tokens expire and can be renewed without the user.
public protocol TokenRefreshing: CRMAdapter {
    /// Trades the refresh token for new tokens.
    ///
    /// `credentialsRejected` means the CRM refused the refresh token for good; anything else keeps the session.
    func refreshedTokens(in context: CRMContext) async throws(CRMError) -> TokenGrant
}

/// A CRM whose contacts can be searched.
public protocol ContactFinding: CRMAdapter {
    /// Contacts with this number.
    ///
    /// Results are already re-checked by significant digits.
    func contacts(withNumber number: PhoneNumberQuery, in context: CRMContext) async throws(CRMError) -> [Contact]
    /// Contacts of about this name, as the CRM searches; empty if there is none.
    func contacts(named name: String, in context: CRMContext) async throws(CRMError) -> [Contact]
}

/// A CRM that takes new contacts from the log form.
public protocol ContactCreating: CRMAdapter {
    /// Creates the contact and returns it with the CRM's id.
    func createContact(_ draft: ContactDraft, in context: CRMContext) async throws(CRMError) -> Contact
}

/// A CRM that people connect with an API key.
public protocol APIKeyConnecting: CRMAdapter {
    /// Proves the key with the CRM and says who it belongs to.
    func login(_ attempt: APIKeyLogin, in call: CRMCall) async throws(CRMError) -> CRMIdentity
}

/// A CRM that people connect with OAuth 2.0 (RFC 6749 section 4.1).
public protocol OAuthConnecting: TokenRefreshing {
    /// Trades the authorization code for tokens and says who they belong to.
    func login(code: String, in call: CRMCall) async throws(CRMError) -> CRMIdentity
}

/// A CRM at which a login can be ended.
public protocol LoginRevoking: CRMAdapter {
    /// Ends the user's tokens at the CRM; tokens that have ended already are success.
    func revokeLogin(in context: CRMContext) async throws(CRMError)
}

extension CallLogReconciling {
    /// The records of a call that nobody else is logging.
    public func callLogs(
        matching draft: CallLogDraft,
        claimedAt: Timestamp,
        in context: CRMContext
    ) async throws(CRMError) -> FoundCallLogs {
        try await callLogs(matching: draft, claimedAt: claimedAt, trustingSession: true, in: context)
    }
}
