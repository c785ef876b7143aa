import StrictJSON

extension Contact {
    /// The form kept in the contact cache.
    var json: JSONObject {
        var object: JSONObject = ["id": id, "name": .string(name)]
        object["type"] = type.map { .string($0) }
        object["phone"] = phone.map { .string($0) }
        object["organization"] = organization.map { .string($0) }
        object["additionalInfo"] = additionalInfo.map { .object($0) }
        return object
    }

    init?(json: JSONObject) {
        guard let id = json["id"], let name = json["name"]?.stringValue else { return nil }
        self.init(
            id: id,
            name: name,
            type: json["type"]?.stringValue,
            phone: json["phone"]?.stringValue,
            organization: json["organization"]?.stringValue,
            additionalInfo: json["additionalInfo"]?.objectValue
        )
    }
}
