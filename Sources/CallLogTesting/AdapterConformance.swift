import CallLog
import StrictJSON
import Synchronization

/// What every adapter has to do, as checks against a live or fake CRM: the first thing the author of an adapter runs.
///
/// ```swift
/// @Test func `Acme does what every adapter has to do`() async throws {
///     let time = ManualTime()
///     let acme = try FakeAcme(time: time)
///     let adapter = AcmeAdapter(http: try CurlClient(), baseURL: acme.baseURL)
///     let (alex, bea) = (acme.user("17"), acme.user("18"))
///     let carla = CallContact(id: "42", name: "Carla Customer")
///     try await AdapterConformance(adapter, user: alex, otherUser: bea, contact: carla, time: time).checkAll()
/// }
/// ```
///
/// Each check is an `async` function that throws a described ``Failure``, so it runs in any test framework. A check of
/// something that the adapter does not offer does nothing. Checks leave records behind, and need a CRM whose clock is
/// `time`: with one of your own that is ``ManualTime``, with a live one `SystemTime`, which waits 31 s.
///
/// Next to it stand ``RecordedHTTPClient`` for replies that a CRM gives once a year, and ``InMemoryStore`` for adapters
/// that keep records of their own. What a CRM does in its own way is for the adapter's own tests: its status table, its
/// values, its limits.
public struct AdapterConformance: Sendable {
    /// What an adapter did wrong.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// One sentence: what was expected, what came.
        public let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    let adapter: any CRMAdapter
    let user: CRMUser
    let otherUser: CRMUser
    let contact: CallContact
    let time: any TimeSource

    /// - Parameters:
    ///   - adapter: The adapter, with whatever reaches its CRM.
    ///   - user: Logged in at the CRM.
    ///   - otherUser: Another user of the same company, logged in too.
    ///   - contact: A person that both can see.
    ///   - time: The clock that the adapter was made with.
    public init(
        _ adapter: any CRMAdapter,
        user: CRMUser,
        otherUser: CRMUser,
        contact: CallContact,
        time: any TimeSource
    ) {
        self.adapter = adapter
        self.user = user
        self.otherUser = otherUser
        self.contact = contact
        self.time = time
    }

    /// Every check that applies to what the adapter offers.
    ///
    /// - Throws: The first ``Failure``, or the `CRMError` of a call that should have worked.
    public func checkAll() async throws {
        try await checkRoundTrip()
        try await checkPartialUpdates()
        try await checkWriteIsAnnounced()
        try await checkUnknownLog()
        try await checkReconciling()
        try await checkDeleting()
        try await checkDispositions()
    }

    func context(_ user: CRMUser, beforeWriting: (@Sendable () -> Void)? = nil) -> CRMContext {
        let call = CRMCall(time: time, timeoutOfOneCall: .seconds(8), timeoutOfAllCalls: .seconds(12))
        return CRMContext(user: user, call: call) { () async throws(CRMError) in beforeWriting?() }
    }

    func draft(_ name: String, session: CallSessionID = "4503991234567") -> CallLogDraft {
        let body =
            switch adapter.bodyFormat {
            case .html: "<b>Agent notes</b><br>\(name) &amp; more<br>second line<br>"
            case .plainText, .markdown: "Note: \(name) & more\nsecond line\n"
            }
        return CallLogDraft(
            sessionID: session,
            contact: contact,
            direction: .outbound,
            subject: "Outbound Call to \(name)",
            body: body,
            note: "\(name) & more\nsecond line",
            startTime: time.now() - .seconds(600),
            durationInSeconds: 125
        )
    }

    func create(_ draft: CallLogDraft, as user: CRMUser) async throws -> CRMLogID {
        try await adapter.createCallLog(draft, in: context(user))
    }

    func expect(_ condition: Bool, _ failure: @autoclosure () -> String) throws {
        if !condition { throw Failure(failure()) }
    }

    /// The reason `body` failed for; `nil` if it did not.
    func reason<Value>(_ body: () async throws(CRMError) -> Value) async -> CRMError.Reason? {
        do throws(CRMError) {
            _ = try await body()
            return nil
        } catch {
            return error.reason
        }
    }
}
