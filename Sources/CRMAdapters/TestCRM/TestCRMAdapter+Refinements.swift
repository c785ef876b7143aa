import CallLog
import StrictJSON

extension TestCRMAdapter: DispositionWriting {
    public func setDisposition(
        _ values: JSONObject,
        on id: CRMLogID,
        in context: CRMContext
    ) async throws(CRMError) {
        try await change(id, in: context) { log in
            var dispositions = log["dispositions"]?.objectValue ?? [:]
            for member in values.members {
                dispositions[member.key] = member.value.isNull ? nil : member.value
            }
            log["dispositions"] = .object(dispositions)
        }
    }
}

extension TestCRMAdapter: CallLogReconciling {
    /// The newest records are enough: a claim is looked for soon after its making.
    private static let searchDepth = 5000

    public func callLogs(
        matching draft: CallLogDraft,
        claimedAt: Timestamp,
        trustingSession: Bool,
        in context: CRMContext
    ) async throws(CRMError) -> FoundCallLogs {
        let scope = records.tenantScope(of: context.user)
        let logs = try await records.records(Self.logKind, scope: scope, limit: Self.searchDepth)
        let matches = logs.filter { log in
            log.createdAt >= claimedAt && log.value["ownerId"]?.stringValue == context.user.id.rawValue
                && log.value["note"]?.stringValue == draft.body
                && log.value["subject"]?.stringValue == draft.subject
                && log.value["contactId"]?.stringValue == draft.contact.id.rawValue
                && log.value["startTime"]?.numberValue?.int64 == draft.startTime?.milliseconds
                && log.value["duration"]?.numberValue?.int64 == draft.durationInSeconds
        }
        return FoundCallLogs(matches.reversed().map { CRMLogID(rawValue: $0.key.id) })
    }

    public func deleteCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) {
        try await records.remove(Self.logKind, id: id.rawValue, scope: records.tenantScope(of: context.user))
    }
}
