import CallLog
import StrictJSON

extension PipedriveAdapter {
    /// Reads the person for the organisation, then writes the activity: 1 + 5 tokens, 20 more on the day's first call
    /// for the activity types.
    public func createCallLog(_ draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> CRMLogID {
        let body = try await body(of: draft, in: context)
        let reply = try await api.send(
            .init(.post, "/api/v2/activities", body: body, announcesWrite: true),
            in: context
        ) { error async in
            // The type was deleted since we read the list: the next attempt shall not choose it again.
            if error.reason == .dataRefused(field: "type") { await activityTypes.forget(in: context) }
        }
        guard let id = reply.data["id"]?.numberValue?.int64, id > 0 else {
            throw CRMError(.unreadableReply, from: platform, status: reply.status)
        }
        return CRMLogID(rawValue: String(id))
    }

    /// Everything that has to be known before the write; a failure here is certain not to have written anything.
    private func body(of draft: CallLogDraft, in context: CRMContext) async throws(CRMError) -> JSONObject {
        guard let personID = PipedriveActivity.identifier(draft.contact.id.rawValue) else {
            throw CRMError(.contactMissing, from: platform)
        }
        let ownerID = try ownerID(in: context)
        do throws(CRMError) {
            let choice = try await administratorsChoice(draft.hashedAccountID)
            let type = try await activityTypes.key(preferring: choice, in: context)
            let person = try await api.send(
                .init(.get, "/api/v2/persons/\(personID)", missing: .contactMissing),
                in: context
            )
            guard let person = person.data.objectValue else { throw CRMError(.unreadableReply, from: platform) }
            if person["is_deleted"]?.boolValue == true { throw CRMError(.contactMissing, from: platform) }
            return PipedriveActivity.body(
                of: draft,
                type: type,
                ownerID: ownerID,
                personID: personID,
                organizationID: person["org_id"]?.numberValue?.int64
            )
        } catch {
            guard error.mayHaveExecuted else { throw error }
            throw CRMError(.notSent, from: platform, status: error.status, vendorMessage: error.vendorMessage)
        }
    }

    /// The activity type that the account's administrator set, as a bare text or as `{"value": text}`.
    private func administratorsChoice(_ hashedAccountID: String?) async throws(CRMError) -> String? {
        guard let hashedAccountID, let settings = try await records.accountSettings(hashedAccountID) else { return nil }
        let setting = settings["pipedriveCallActivityType"]
        let choice = setting?.stringValue ?? setting?["value"]?.stringValue
        return choice.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The user's own number in Pipedrive, with which every id of theirs begins: `777` in `777-4242-pipedrive` and in
    /// the older `777-pipedrive`.
    func ownerID(in context: CRMContext) throws(CRMError) -> Int64 {
        let digits = context.user.id.rawValue.prefix { $0 != "-" }
        guard let id = PipedriveActivity.identifier(String(digits)) else {
            throw CRMError(.setupIncomplete(advice: "Disconnect Pipedrive and connect it again."), from: platform)
        }
        return id
    }

    public func loadCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) -> CRMCallLog {
        let reply = try await api.send(.init(.get, try path(of: id), missing: .logMissing), in: context)
        guard let activity = reply.data.objectValue else {
            throw CRMError(.unreadableReply, from: platform, status: reply.status)
        }
        if activity["is_deleted"]?.boolValue == true {
            throw CRMError(.logMissing, from: platform, status: reply.status)
        }
        return CRMCallLog(
            subject: activity["subject"]?.stringValue ?? "",
            body: activity["note"]?.stringValue ?? "",
            dispositions: ["deals": activity["deal_id"] ?? .null, "leads": activity["lead_id"] ?? .null],
            rawRecord: activity
        )
    }

    public func updateCallLog(
        _ id: CRMLogID,
        applying revision: CallLogRevision,
        in context: CRMContext
    ) async throws(CRMError) {
        try await patch(id, PipedriveActivity.changes(for: revision), in: context)
    }

    /// Changes an activity; with nothing to change no request is made.
    private func patch(_ id: CRMLogID, _ changes: JSONObject, in context: CRMContext) async throws(CRMError) {
        guard !changes.isEmpty else { return }
        _ = try await api.send(.init(.patch, try path(of: id), body: changes, missing: .logMissing), in: context)
    }

    /// Ids are numbers: anything else names no activity, and must not become part of a URL.
    func path(of id: CRMLogID) throws(CRMError) -> String {
        guard let number = PipedriveActivity.identifier(id.rawValue) else {
            throw CRMError(.logMissing, from: platform)
        }
        return "/api/v2/activities/\(number)"
    }
}

extension PipedriveAdapter: DispositionWriting {
    /// Links the activity to a deal, or else to a lead: the other one is taken off, as Pipedrive allows but one.
    ///
    /// `null`, an empty text and `none` clear what they stand for; keys that are absent change nothing.
    public func setDisposition(_ values: JSONObject, on id: CRMLogID, in context: CRMContext) async throws(CRMError) {
        var changes: JSONObject = [:]
        let (deal, lead) = (PipedriveActivity.Choice(values["deals"]), PipedriveActivity.Choice(values["leads"]))
        switch (deal, lead) {
        case (.chosen(let value), _):
            guard let number = value.numberValue?.int64 ?? value.stringValue.flatMap(PipedriveActivity.identifier)
            else { throw CRMError(.dataRefused(field: "deal_id"), from: platform) }
            changes = ["deal_id": .integer(number), "lead_id": .null]
        case (_, .chosen(let value)):
            guard let id = value.stringValue else { throw CRMError(.dataRefused(field: "lead_id"), from: platform) }
            changes = ["lead_id": .string(id), "deal_id": .null]
        default:
            if deal == .cleared { changes["deal_id"] = .null }
            if lead == .cleared { changes["lead_id"] = .null }
        }
        try await patch(id, changes, in: context)
    }
}
