import CallLog
import StrictJSON

extension Contact {
    /// An entry of `contact` (contract 9.2).
    ///
    /// - Parameter number: What was searched for, where the CRM does not say how it writes the number.
    func wire(number: String? = nil) -> JSONValue {
        var object: JSONObject = ["id": id, "name": .string(name)]
        object["type"] = type.map { .string($0) }
        object["phone"] = (phone ?? number).map { .string($0) }
        object["organization"] = organization.map { .string($0) }
        object["additionalInfo"] = additionalInfo.map { .object($0) } ?? .null
        return .object(object)
    }

    /// The entry behind which the client's form creates a contact.
    static let createPlaceholder: JSONValue = [
        "id": "createNewContact", "name": "Create new contact...", "additionalInfo": nil, "isNewContact": true,
    ]
}
