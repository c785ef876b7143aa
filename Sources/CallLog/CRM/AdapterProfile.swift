import StrictJSON

/// How the client presents a CRM: the one place from which its part of the manifest is built (contract 13.2).
public struct AdapterProfile: Hashable, Sendable {
    /// How people connect; the adapter conforms to ``APIKeyConnecting`` or ``OAuthConnecting`` accordingly.
    public enum Authentication: Hashable, Sendable {
        /// `fields` are the form's fields in order.
        case apiKey(title: String, fields: [Field])
        /// By the CRM's own page (RFC 6749 section 4.1); an empty `redirectURI` stands for our `/pipedrive-redirect`.
        case oauth(authorizeURL: String, clientID: String, redirectURI: String)
    }

    /// A field of a form (contract 13.2).
    public struct Field: Hashable, Sendable {
        /// The manifest's name of the field and the key of its value.
        public var const: String
        /// What people read beside it.
        public var title: String
        /// `selection`, `checkbox`, `inputField`, `warning` or, on an auth page, `string`.
        public var type: String
        /// Whether the form insists on it.
        public var isRequired: Bool
        /// Whether its options come with the chosen contact (``Contact/additionalInfo``).
        public var isContactDependent: Bool

        /// A field that is neither required nor bound to a contact, unless said otherwise.
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

    /// The CRM's name as people know it.
    public var displayName: String
    /// A pattern of the pages on which the extension offers this CRM; `*` stands for anything.
    public var urlIdentifier: String
    /// How people connect.
    public var authentication: Authentication
    /// Pages of the CRM with `{hostname}`, `{contactId}`, `{logId}`; `nil` if it has none.
    public var contactPageURL: String?
    /// The page of one log.
    public var logPageURL: String?
    /// Whether the extension offers that page.
    public var canOpenLogPage: Bool
    /// Kinds of contacts the form can create; `["contact"]` by default.
    public var contactTypes: [String]
    /// Further fields of the log form, in order; their values come as ``CallLogDraft/additionalSubmission``.
    public var callLogFields: [Field]
    /// Whether the extension offers a search by name; then the adapter conforms to ``ContactFinding``.
    public var usesContactSearch: Bool

    /// A profile without pages, fields or search, unless said otherwise.
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
