import StrictJSON

/// A person in the CRM, as the log form shows one (contract 9.2).
public struct Contact: Hashable, Sendable {
    /// As the CRM types it: the client hands it back unchanged.
    public var id: JSONValue
    public var name: String
    public var type: String?
    public var phone: String?
    public var organization: String?
    /// Options of contact-dependent form fields: `{<field>: [{"const": ..., "title": ...}]}`.
    public var additionalInfo: JSONObject?

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
    public var name: String
    public var type: String?
    /// E.164.
    public var phoneNumber: String
    public var additionalSubmission: JSONObject

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

    public init(e164: String, alternatives: [String] = []) {
        self.e164 = e164
        self.alternatives = alternatives
    }
}
