import StrictJSON

/// A person in the CRM, as the log form shows one (contract 9.2).
public struct Contact: Hashable, Sendable {
    /// As the CRM types it: the client hands it back unchanged.
    public var id: JSONValue
    /// As people read it.
    public var name: String
    /// One of ``AdapterProfile/contactTypes``; `nil` if the CRM has one kind.
    public var type: String?
    /// The number it was found by, or its first; `nil` if it has none.
    public var phone: String?
    /// The company's name; `nil` if there is none.
    public var organization: String?
    /// Options of contact-dependent form fields: `{<field>: [{"const": ..., "title": ...}]}`.
    public var additionalInfo: JSONObject?

    /// A contact without what is not given.
    public init(
        id: JSONValue,
        name: String,
        type: String? = nil,
        phone: String? = nil,
        organization: String? = nil,
        additionalInfo: JSONObject? = nil
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.phone = phone
        self.organization = organization
        self.additionalInfo = additionalInfo
    }
}

/// A contact to be created from the log form.
public struct ContactDraft: Hashable, Sendable {
    /// As typed; the number if nothing was.
    public var name: String
    /// One of ``AdapterProfile/contactTypes``; `nil` if the form has one kind.
    public var type: String?
    /// E.164.
    public var phoneNumber: String
    /// Values of further fields by manifest field.
    public var additionalSubmission: JSONObject

    /// A contact with these values of the form.
    public init(name: String, type: String?, phoneNumber: String, additionalSubmission: JSONObject = [:]) {
        self.name = name
        self.type = type
        self.phoneNumber = phoneNumber
        self.additionalSubmission = additionalSubmission
    }
}

/// A number to search contacts by.
public struct PhoneNumberQuery: Hashable, Sendable {
    /// Normalised once: `+` and digits where the client sent an international number.
    public var e164: String
    /// Other ways in which the CRM's users write the number (contract 3.2 `overridingFormat`).
    public var alternatives: [String]

    /// A number and how else it may be written.
    public init(e164: String, alternatives: [String] = []) {
        self.e164 = e164
        self.alternatives = alternatives
    }
}
