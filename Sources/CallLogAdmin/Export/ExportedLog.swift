import CallLog
import StrictJSON

/// What an export tells of a call log: everything but digests, and no name, number or note, which are sealed.
struct ExportedLog {
    static let names = fields.map(\.name)

    private static let fields: [(name: String, value: @Sendable (CallLogRecord) -> JSONValue)] = [
        ("platform", { .string($0.key.tenant.platform.rawValue) }),
        ("host", { .string($0.key.tenant.host) }),
        ("userId", { .string($0.userID.rawValue) }),
        ("sessionId", { .string($0.key.sessionID.rawValue) }),
        ("telephonySessionId", { text($0.telephonySessionID) }),
        ("extensionNumber", { .string($0.identity.number) }),
        ("hashedExtensionId", { .string($0.identity.hash) }),
        ("contactId", { .string($0.contactID.rawValue) }),
        ("logId", { text($0.crmLogID?.rawValue) }),
        ("state", { .string($0.state.rawValue) }),
        ("attempts", { .integer($0.attempts) }),
        ("failure", { text($0.failure) }),
        ("claimedAt", { .string($0.claimedAt.rfc3339) }),
        ("lastSend", { text($0.lastSend?.rfc3339) }),
        ("createdAt", { .string($0.createdAt.rfc3339) }),
        ("updatedAt", { .string($0.updatedAt.rfc3339) }),
    ]

    let row: CallLogRecord

    init(_ row: CallLogRecord) {
        self.row = row
    }

    /// One line of JSON, with its line feed.
    var json: String {
        var object = JSONObject()
        for field in Self.fields { object[field.name] = field.value(row) }
        return JSONValue.object(object).text + "\n"
    }

    /// One record, with its line end; a `null` is an empty field.
    var csv: String { CSVLine.text(Self.fields.map { $0.value(row).textValue ?? "" }) }

    private static func text(_ value: String?) -> JSONValue {
        value.map { .string($0) } ?? .null
    }
}
