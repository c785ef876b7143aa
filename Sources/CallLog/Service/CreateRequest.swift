/// What a claim needs to know besides the draft.
struct CreateRequest: Sendable {
    var key: CallLogKey
    var identity: ExtensionIdentity
    var userID: CRMUserID
    /// SHA-256 of what was asked.
    var digest: [UInt8]
    /// SHA-256 of what the CRM record can be recognised by.
    var payloadDigest: [UInt8]
    var noteFingerprint: NoteFingerprint?
    var telephonySessionID: String?
}
