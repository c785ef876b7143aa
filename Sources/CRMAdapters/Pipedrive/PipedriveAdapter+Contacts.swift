import CallLog
import StrictJSON

extension PipedriveAdapter: ContactFinding {
    /// Further spellings of a number that are tried when nothing was found: each search costs 20 tokens.
    private static let alternativeLimit = 3
    private static let searchLimit = 100
    private static let nameSearchLimit = 20

    /// Searches by the national number and checks what comes back (``PipedrivePhoneNumber``): 20 tokens, and 30 for
    /// the deals and leads of what was found.
    public func contacts(
        withNumber number: PhoneNumberQuery,
        in context: CRMContext
    ) async throws(CRMError) -> [Contact] {
        let wanted = PipedrivePhoneNumber(number)
        var terms = [wanted.term]
        for term in number.alternatives.prefix(Self.alternativeLimit) where !terms.contains(term) { terms.append(term) }
        for term in terms where term.count >= 2 {
            // Not exact_match: that would compare with the number as typed, blanks and all.
            let found = try await persons(term, field: "phone", limit: Self.searchLimit, in: context)
            let persons = found.filter { $0.phones.contains { wanted.isSame(as: $0) } }
            guard persons.isEmpty else { return try await contacts(persons, phone: number.e164, in: context) }
        }
        return []
    }

    public func contacts(named name: String, in context: CRMContext) async throws(CRMError) -> [Contact] {
        let isBlank = { (character: Character) in character.isWhitespace }
        let name = String(name.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        guard name.count >= 2 else { return [] }
        let found = try await persons(name, field: "name", limit: Self.nameSearchLimit, in: context)
        return try await contacts(found, phone: nil, in: context)
    }

    private struct Person {
        var id: Int64
        var name: String
        var phones: [String]
        var organization: String?
    }

    /// One search; a person whose numbers the reply does not tell has none.
    private func persons(
        _ term: String,
        field: String,
        limit: Int,
        in context: CRMContext
    ) async throws(CRMError) -> [Person] {
        let query = [
            (name: "term", value: term), (name: "fields", value: field), (name: "exact_match", value: "false"),
            (name: "limit", value: String(limit)),
        ]
        let reply = try await api.send(
            .init(.get, "/api/v2/persons/search", query: query, missing: .unavailable),
            in: context
        )
        guard let items = reply.data["items"]?.arrayValue else {
            throw CRMError(.unreadableReply, from: platform, status: reply.status)
        }
        var seen: Set<Int64> = []
        return items.compactMap { item in
            guard let person = item["item"]?.objectValue, let id = person["id"]?.numberValue?.int64,
                seen.insert(id).inserted
            else { return nil }
            return Person(
                id: id,
                name: person["name"]?.stringValue ?? "",
                phones: (person["phones"]?.arrayValue ?? []).compactMap { $0.stringValue ?? $0["value"]?.stringValue },
                organization: person["organization"]?["name"]?.stringValue
            )
        }
    }

    private func contacts(
        _ persons: [Person],
        phone: String?,
        in context: CRMContext
    ) async throws(CRMError) -> [Contact] {
        guard !persons.isEmpty else { return [] }
        let openings = PipedriveOpenings(api: api, ownerID: try ownerID(in: context))
        let found = try await openings.find(for: persons.map(\.id), in: context)
        return persons.map { person in
            Contact(
                id: .integer(person.id),
                name: person.name,
                type: "contact",
                phone: phone ?? person.phones.first,
                organization: person.organization,
                additionalInfo: found[person.id] ?? [:]
            )
        }
    }
}

extension PipedriveAdapter: ContactCreating {
    /// Creates a person that belongs to the user (5 tokens).
    public func createContact(_ draft: ContactDraft, in context: CRMContext) async throws(CRMError) -> Contact {
        let name = draft.name.isEmpty ? draft.phoneNumber : draft.name
        var body: JSONObject = ["name": .string(name)]
        if !draft.phoneNumber.isEmpty {
            body["phones"] = [["value": .string(draft.phoneNumber), "primary": true, "label": "work"]]
        }
        let reply = try await api.send(.init(.post, "/api/v2/persons", body: body), in: context)
        guard let id = reply.data["id"]?.numberValue?.int64, id > 0 else {
            throw CRMError(.unreadableReply, from: platform, status: reply.status)
        }
        return Contact(
            id: .integer(id),
            name: reply.data["name"]?.stringValue ?? name,
            type: "contact",
            phone: draft.phoneNumber,
            additionalInfo: [:]
        )
    }
}
