import CallLog

/// A CRM that answers at once: what is left of logging a call is ours.
struct AnsweringCRM: CRMAdapter {
    let platform: Platform = "answering"
    let bodyFormat = BodyFormat.html
    let bodyLimitInBytes: Int? = nil
    let profile = AdapterProfile(
        displayName: "Answering",
        urlIdentifier: "*",
        authentication: .apiKey(title: "", fields: [])
    )

    func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID {
        try await context.willWrite()
        return CRMLogID(rawValue: "answer-\(UInt64.random(in: 0...(.max)))")
    }

    func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog {
        throw CRMError(.logMissing, from: platform)
    }

    func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError) {
        throw CRMError(.logMissing, from: platform)
    }
}
