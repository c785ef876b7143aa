import StrictJSON

/// How the client presents a CRM: the one place from which its part of the manifest is built (contract 13.2).
public struct AdapterProfile: Hashable, Sendable {
    public enum Authentication: Hashable, Sendable {
        /// `fields` are the form's fields in order.
        case apiKey(title: String, fields: [Field])
        case oauth(authorizeURL: String, clientID: String, redirectURI: String)
    }

    /// A field of a form (contract 13.2).
    public struct Field: Hashable, Sendable {
        /// The manifest's name of the field and the key of its value.
        public var const: String
        public var title: String
        /// `selection`, `checkbox`, `inputField`, `warning` or, on an auth page, `string`.
        public var type: String
        public var isRequired: Bool
        public var isContactDependent: Bool

        public init(
            const: String,
            title: String,
            type: String,
            isRequired: Bool = false,
            isContactDependent: Bool = false
        ) {
            self.const = const
            self.title = title
            self.type = type
            self.isRequired = isRequired
            self.isContactDependent = isContactDependent
        }
    }

    public var displayName: String
    /// A pattern of the pages on which the extension offers this CRM; `*` stands for anything.
    public var urlIdentifier: String
    public var authentication: Authentication
    /// Pages of the CRM with `{hostname}`, `{contactId}`, `{logId}`; `nil` if it has none.
    public var contactPageURL: String?
    public var logPageURL: String?
    public var canOpenLogPage: Bool
    public var contactTypes: [String]
    public var callLogFields: [Field]
    public var usesContactSearch: Bool

    public init(
        displayName: String,
        urlIdentifier: String,
        authentication: Authentication,
        contactPageURL: String? = nil,
        logPageURL: String? = nil,
        canOpenLogPage: Bool = false,
        contactTypes: [String] = ["contact"],
        callLogFields: [Field] = [],
        usesContactSearch: Bool = false
    ) {
        self.displayName = displayName
        self.urlIdentifier = urlIdentifier
        self.authentication = authentication
        self.contactPageURL = contactPageURL
        self.logPageURL = logPageURL
        self.canOpenLogPage = canOpenLogPage
        self.contactTypes = contactTypes
        self.callLogFields = callLogFields
        self.usesContactSearch = usesContactSearch
    }
}
