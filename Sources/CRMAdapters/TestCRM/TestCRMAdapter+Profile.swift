import CallLog

extension TestCRMAdapter {
    public var profile: AdapterProfile {
        AdapterProfile(
            displayName: "TestCRM",
            urlIdentifier: "*",
            authentication: .apiKey(
                title: "Connect to TestCRM",
                fields: [.init(const: "apiKey", title: "API key", type: "string", isRequired: true)]
            ),
            callLogFields: [
                .init(const: "testDispositionId", title: "Disposition", type: "inputField"),
                .init(const: "associatedDeal", title: "Deal", type: "selection", isContactDependent: true),
            ],
            usesContactSearch: true
        )
    }
}
