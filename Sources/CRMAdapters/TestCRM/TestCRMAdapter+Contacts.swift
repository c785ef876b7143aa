import CallLog
import StrictJSON

extension TestCRMAdapter: ContactFinding {
    /// The book is small; only its newest contacts are looked through.
    private static let searchDepth = 1000

    public func contacts(
        withNumber number: PhoneNumberQuery,
        in context: CRMContext
    ) async throws(CRMError) -> [Contact] {
        let wanted = Set(([number.e164] + number.alternatives).map { Self.digits($0) })
        return try await book(context) { contact in
            wanted.contains(Self.digits(contact["phone"]?.stringValue ?? ""))
        }.map { contact in
            var contact = contact
            contact.phone = number.e164
            return contact
        }
    }

    /// Names that contain the text, whatever the case.
    public func contacts(named name: String, in context: CRMContext) async throws(CRMError) -> [Contact] {
        let wanted = name.lowercased()
        return try await book(context) { contact in
            contact["name"]?.stringValue?.lowercased().contains(wanted) == true
        }
    }

    private func book(
        _ context: CRMContext,
        where isWanted: (JSONObject) -> Bool
    ) async throws(CRMError) -> [Contact] {
        let scope = records.scope(of: context.user)
        return try await records.records(Self.contactKind, scope: scope, limit: Self.searchDepth)
            .filter { isWanted($0.value) }
            .map { Self.contact($0.key.id, $0.value) }
    }

    private static func contact(_ id: String, _ value: JSONObject) -> Contact {
        Contact(
            id: .string(id),
            name: value["name"]?.stringValue ?? "",
            type: value["type"]?.stringValue,
            phone: value["phone"]?.stringValue,
            additionalInfo: ["associatedDeal": deals]
        )
    }

    private static func digits(_ text: String) -> String {
        String(decoding: text.utf8.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
    }

    /// What the form offers for `associatedDeal` (contract 10.2).
    private static let deals: JSONValue = [
        ["const": "csA351", "title": "Christmas special A351"], ["const": "eA22", "title": "Easter A22"],
        ["const": "aC92", "title": "Anniversary C92"],
    ]
}

extension TestCRMAdapter: ContactCreating {
    public func createContact(_ draft: ContactDraft, in context: CRMContext) async throws(CRMError) -> Contact {
        let id = "testContactId-\(time.now().milliseconds)-\(random.hexText(4))"
        let value: JSONObject = [
            "name": .string(draft.name), "type": .string(draft.type ?? "contact"), "phone": .string(draft.phoneNumber),
        ]
        try await records.put(value, kind: Self.contactKind, id: id, scope: records.scope(of: context.user))
        return Self.contact(id, value)
    }
}
