import CallLog
import StrictJSON

/// The sample adapter: a CRM that lives in our own store, so that a server can be tried without an account anywhere.
///
/// It is also what to copy for a new adapter: every method an adapter can have, with nothing else in the way.
///
/// **Unique behaviours**
///
/// 1. Records are kept in the store, so they survive restarts and are shared by all processes. *Why this matters: it
///    behaves like a remote CRM, yet every write is a durable commit of our own.*
/// 2. A record belongs to the user who wrote it and can be read by every user, as in a real CRM. *Why this matters: two
///    users of one extension see the same log.*
/// 3. Every log has an id of its own. *Why this matters: the old sample had one slot, and a second call overwrote the
///    first.*
/// 3. Everybody who connects is the same user, `testUserId`, whatever the key. *Why this matters: whoever shares a
///    server's testCRM shares its calls and contacts.*
///
/// | outcome | meaning | action |
/// |---|---|---|
/// | record found | the log is there | answer it |
/// | no record | deleted | `logMissing` |
/// | key not listed | `TESTCRM_API_KEYS` does not have it | `credentialsRejected` |
/// | store failed | disk full, busy, damaged | `storeFailed` |
public struct TestCRMAdapter: CRMAdapter {
    public let platform: Platform = "testCRM"
    public let bodyFormat = BodyFormat.plainText
    public let bodyLimitInBytes: Int? = nil

    static let logKind = "log"
    static let contactKind = "contact"

    let records: AdapterRecords
    let time: any TimeSource
    let random: any RandomSource
    let apiKeys: AcceptedAPIKeys

    /// - Parameters:
    ///   - store: Keeps the logs and contacts.
    ///   - time: The clock of ids and creation times; the machine's by default.
    ///   - random: Makes ids unique.
    ///   - apiKeys: Who may connect (`TESTCRM_API_KEYS`); nobody by default.
    public init(
        store: any Store,
        time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom(),
        apiKeys: AcceptedAPIKeys = .none
    ) {
        self.records = AdapterRecords(platform: platform, store: store, time: time)
        self.time = time
        self.random = random
        self.apiKeys = apiKeys
    }

    public func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID {
        let id = CRMLogID(rawValue: "testCallLogId-\(time.now().milliseconds)-\(random.hexText(4))")
        try await context.willWrite()
        try await records.put(
            [
                "ownerId": .string(context.user.id.rawValue),
                "subject": .string(draft.subject),
                "note": .string(draft.body),
                "contactId": .string(draft.contact.id.rawValue),
                "contactName": .string(draft.contact.name),
                "startTime": draft.startTime.map { .integer($0.milliseconds) } ?? .null,
                "duration": draft.durationInSeconds.map { .integer($0) } ?? .null,
                "dispositions": .object(draft.additionalSubmission),
            ],
            kind: Self.logKind,
            id: id.rawValue,
            scope: records.tenantScope(of: context.user)
        )
        return id
    }

    public func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog {
        let scope = records.tenantScope(of: context.user)
        guard let log = try await records.record(Self.logKind, id: id.rawValue, scope: scope)?.value else {
            throw CRMError(.logMissing, from: platform)
        }
        return CRMCallLog(
            subject: log["subject"]?.stringValue ?? "",
            body: log["note"]?.stringValue ?? "",
            contactName: log["contactName"]?.stringValue,
            dispositions: log["dispositions"]?.objectValue ?? [:]
        )
    }

    public func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError) {
        try await change(id, in: context) { log in
            if let subject = revision.subject { log["subject"] = .string(subject) }
            if let body = revision.body { log["note"] = .string(body) }
            if let start = revision.startTime { log["startTime"] = .integer(start.milliseconds) }
            if let duration = revision.durationInSeconds { log["duration"] = .integer(duration) }
        }
    }

    /// Changes one log in one step; a log that is not there is `logMissing`.
    func change(
        _ id: CRMLogID,
        in context: CRMContext,
        _ change: @escaping @Sendable (inout JSONObject) -> Void
    ) async throws(CRMError) {
        let scope = records.tenantScope(of: context.user)
        let wasFound = try await records.change(kind: Self.logKind, id: id.rawValue, scope: scope) { log in
            guard var log else { return nil }
            change(&log)
            return log
        }
        guard wasFound else { throw CRMError(.logMissing, from: platform) }
    }
}
