import CallLog
import HTTPCore

extension LoginService.Origin {
    /// Where a request comes from: the client's hashed headers, else the raw account id that the OAuth callback
    /// carries (client.md section 1).
    init(of request: HTTPRequest, hashing: any IdentifierHashing) {
        let raw = request.query["rcAccountId"].flatMap { RingCentralID.raw($0) }
        self.init(
            hashedAccountID: request.headers["rc-account-id"].flatMap { RingCentralID.hashed($0) }
                ?? raw.map { RingCentralID.hashed($0) ?? hashing.hash($0) },
            hashedExtensionID: request.headers["rc-extension-id"].flatMap { RingCentralID.hashed($0) }
        )
    }
}

/// Identifiers of RingCentral as the client sends them.
enum RingCentralID {
    /// The text if it is one of our hashes: 64 lower-case hexadecimal digits.
    static func hashed(_ text: String) -> String? {
        let isHash =
            text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isHash ? text : nil
    }

    /// The text if it names something.
    static func raw(_ text: String) -> String? {
        isAbsent(text) || text.utf8.count > 255 ? nil : text
    }

    /// Whether a value is missing: the client writes missing ones as `undefined` or `null`.
    static func isAbsent(_ text: String) -> Bool {
        text == "undefined" || text == "null" || text.allSatisfy(\.isWhitespace)
    }
}

extension HTTPRequest {
    /// The hashed RingCentral account a request names, in its header or its query.
    var hashedAccountID: String? {
        (headers["rc-account-id"] ?? query["rcAccountId"]).flatMap { RingCentralID.hashed($0) }
    }
}
