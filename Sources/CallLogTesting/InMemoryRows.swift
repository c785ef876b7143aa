import CallLog
import StrictJSON

/// Everything an ``InMemoryStore`` holds.
struct InMemoryRows: Sendable {
    struct UserKey: Hashable, Sendable {
        var platform: Platform
        var id: CRMUserID
    }

    struct NoteKey: Hashable, Sendable {
        var session: CallSessionID
        var user: CRMUserID
        var tenant: Tenant
    }

    struct ShownKey: Hashable, Sendable {
        var key: CallLogKey
        var user: CRMUserID
    }

    var users: [UserKey: CRMUser] = [:]
    var callLogs: [CallLogKey: CallLogRecord] = [:]
    var drafts: [CallLogKey: CallLogDraft] = [:]
    var notes: [NoteKey: CachedNote] = [:]
    var shown: [ShownKey: Timestamp] = [:]
    var replies: [IdempotencyKey: StoredReply] = [:]
    var settings: [String: JSONObject] = [:]
    var leases: [String: Lease] = [:]
    var records: [AdapterRecordKey: AdapterRecord] = [:]
}
