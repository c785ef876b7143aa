import CallLog
import StrictJSON

/// Which of a company's activity types a call is (contract 11.6), from a list kept per company.
struct PipedriveActivityTypes: Sendable {
    private static let kind = "activityTypes"
    private static let id = "all"
    private static let life = Duration.seconds(86_400)
    /// How long a choice that the list lacked is not looked for again: each look costs the company 20 tokens.
    private static let patience = Duration.seconds(600)
    private static let word = "call"
    static let advice = """
        Call logging requires an active activity type containing the word "call" (case insensitive), or one explicitly \
        assigned by an admin under Admin > Account settings.
        """

    let api: PipedriveAPI
    let records: AdapterRecords
    let time: any TimeSource

    private struct List {
        var types: [(key: String, name: String)]
        /// The administrator's choice that was looked for in vain.
        var absent: String?
        var age: Duration

        func contains(_ key: String) -> Bool { types.contains { $0.key == key } }
        var callType: String? { types.first { $0.name.lowercased().contains(PipedriveActivityTypes.word) }?.key }
    }

    /// The key of the type: the administrator's choice if the account has it, else the first one named like a call.
    ///
    /// The list is read again when it is a day old and, once, when it does not fit; if that fails, the old one counts.
    func key(preferring choice: String?, in context: CRMContext) async throws(CRMError) -> String {
        var hasRead = false
        var list: List
        if let known = try await known(for: context.user) {
            list = known
            if list.age >= Self.life, let new = try await readAgain(choice, in: context) {
                (list, hasRead) = (new, true)
            }
        } else {
            (list, hasRead) = (try await read(choice, in: context), true)
        }
        if let choice {
            if list.contains(choice) { return choice }
            let wasSought = list.absent == choice && list.age < Self.patience
            if !hasRead, !wasSought, let new = try await readAgain(choice, in: context) {
                (list, hasRead) = (new, true)
                if list.contains(choice) { return choice }
            }
        }
        if let key = list.callType { return key }
        if !hasRead { list = try await read(choice, in: context) }
        guard let key = choice.flatMap({ list.contains($0) ? $0 : nil }) ?? list.callType else {
            throw CRMError(.setupIncomplete(advice: Self.advice), from: PipedriveAPI.platform)
        }
        return key
    }

    /// Drops the list, because Pipedrive refused a type from it.
    func forget(in context: CRMContext) async {
        do throws(CRMError) {
            try await records.remove(Self.kind, id: Self.id, scope: records.tenantScope(of: context.user))
        } catch {
            // The list stays for the rest of its day: the refusal is what the person is told either way.
        }
    }

    /// What is kept of a company's list; `nil` if nothing is.
    func kept(for user: CRMUser) async throws(CRMError) -> (count: Int, hasCallType: Bool, age: Duration)? {
        try await known(for: user).map { ($0.types.count, $0.callType != nil, $0.age) }
    }

    private func known(for user: CRMUser) async throws(CRMError) -> List? {
        let scope = records.tenantScope(of: user)
        guard let record = try await records.record(Self.kind, id: Self.id, scope: scope) else { return nil }
        let types = (record.value["types"]?.arrayValue ?? []).compactMap { type in
            type["key"]?.stringValue.map { (key: $0, name: type["name"]?.stringValue ?? "") }
        }
        let age = time.now() - record.updatedAt
        return List(types: types, absent: record.value["absent"]?.stringValue, age: max(age, .zero))
    }

    /// The list as it is now; `nil` if it cannot be had.
    private func readAgain(_ choice: String?, in context: CRMContext) async throws(CRMError) -> List? {
        do throws(CRMError) {
            return try await read(choice, in: context)
        } catch {
            // Rejected credentials are renewed, and then all of this runs again.
            if error.reason == .credentialsRejected || error.reason == .storeFailed { throw error }
            return nil
        }
    }

    /// Reads the active types (20 tokens; there is no v2 of this call) and keeps them.
    private func read(_ choice: String?, in context: CRMContext) async throws(CRMError) -> List {
        let reply = try await api.send(.init(.get, "/api/v1/activityTypes", missing: .unavailable), in: context)
        guard let items = reply.data.arrayValue else {
            throw CRMError(.unreadableReply, from: PipedriveAPI.platform, status: reply.status)
        }
        let active = items.filter { $0["active_flag"] == true || $0["active_flag"] == 1 }
        let types = active.compactMap { item in
            item["key_string"]?.stringValue.map { (key: $0, name: item["name"]?.stringValue ?? "") }
        }
        var list = List(types: types, age: .zero)
        if let choice, !list.contains(choice) { list.absent = choice }
        var value: JSONObject = [
            "types": .array(types.map { ["key": .string($0.key), "name": .string($0.name)] })
        ]
        value["absent"] = list.absent.map { .string($0) }
        try await records.put(value, kind: Self.kind, id: Self.id, scope: records.tenantScope(of: context.user))
        return list
    }
}
