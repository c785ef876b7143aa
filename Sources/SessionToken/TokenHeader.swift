import CallLog
import StrictJSON

/// The first part of a compact token (RFC 7515 section 4, RFC 7516 section 4).
///
/// One algorithm per form is all a header may ask for, and that is settled before any cryptography (RFC 8725 3.1).
enum TokenHeader {
    /// What we write, in base64url; a token that starts with it needs no closer look.
    static func own(for form: SessionClaims.Form) -> [UInt8] {
        switch form {
        case .encrypted: ownEncrypted
        case .signed: ownSigned
        }
    }

    /// Refuses a header that is not plain JSON or asks for anything but the one algorithm of `form`.
    ///
    /// `kid`, `typ` and `cty` are ignored: there is one key, and what it authenticates is always our claims.
    static func check(_ bytes: [UInt8], form: SessionClaims.Form) throws(SessionTokenError) {
        guard let document = try? JSONValue(parsing: bytes), let header = document.objectValue else {
            throw .malformed
        }
        let algorithm: JSONValue = form == .encrypted ? "dir" : "HS256"
        let encryption: JSONValue? = form == .encrypted ? "A256GCM" : nil
        guard header["alg"] == algorithm, header["enc"] == encryption,
            refusedMembers.allSatisfy({ header[$0] == nil })
        else { throw .unsupported }
    }

    /// Extensions we do not understand, keys that the token itself would bring along, and compression.
    private static let refusedMembers = ["crit", "b64", "jku", "jwk", "x5u", "x5c", "zip"]
    private static let ownEncrypted = Base64URL.encode(Array(#"{"alg":"dir","enc":"A256GCM"}"#.utf8))
    private static let ownSigned = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
}
