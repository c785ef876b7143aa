import CallLog
import HTTPCore
import StrictJSON

extension ExtensionIdentity {
    /// The identity a body names, at its top or in `logInfo` (contract 7.1, the same for every method).
    init(body: JSONObject, hashing: any IdentifierHashing) {
        let call = body["logInfo"]?.objectValue
        var hash = body.firstIdentifier("hashedExtensionId", in: call) ?? ""
        if hash.isEmpty, let raw = body.firstIdentifier("rcExtensionId", in: call), !raw.isEmpty {
            hash = hashing.hash(raw)
        }
        self.init(hash: hash, number: body.firstIdentifier("extensionNumber", in: call) ?? "")
    }

    /// The identity a query names.
    init(query: QueryParameters, hashing: any IdentifierHashing) {
        func bounded(_ name: String) -> String {
            guard let value = query[name], value.utf8.count <= 255 else { return "" }
            return value
        }
        var hash = bounded("hashedExtensionId")
        let raw = bounded("rcExtensionId")
        if hash.isEmpty, !raw.isEmpty { hash = hashing.hash(raw) }
        self.init(hash: hash, number: bounded("extensionNumber"))
    }
}
