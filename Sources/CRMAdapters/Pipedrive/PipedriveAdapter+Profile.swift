import CallLog

extension PipedriveAdapter {
    /// Contract 11.10.
    public var profile: AdapterProfile {
        AdapterProfile(
            displayName: "Pipedrive",
            urlIdentifier: "*.pipedrive.com",
            authentication: .oauth(
                authorizeURL: configuration.authorizeURL,
                clientID: configuration.clientID,
                redirectURI: configuration.redirectURI
            ),
            contactPageURL: "https://{hostname}/person/{contactId}",
            logPageURL: "https://{hostname}/activities/{logId}",
            callLogFields: [
                .init(const: "deals", title: "Deal", type: "selection", isContactDependent: true),
                .init(
                    const: "leadWarning",
                    title: "Lead assignment will be overridden by Deal assignment if any",
                    type: "warning"
                ),
                .init(const: "leads", title: "Lead", type: "selection", isContactDependent: true),
            ],
            usesContactSearch: true
        )
    }
}
