/// Why the service did not do what was asked: each becomes one reply the person can read.
public enum CallLogRefusal: Error, Hashable, Sendable {
    /// The token's user has no row, or has logged out.
    case userNotFound
    /// The CRM ended the login: only connecting again helps.
    case sessionRevoked
    /// A valid token names a platform this server does not offer.
    case platformNotOffered(Platform)
    /// The call has no contact to be logged on; `number` is the one it came from or went to.
    case contactNotFound(number: String?)
    /// The call is logged already, as that record.
    case alreadyLogged(CallSessionID, as: CRMLogID)
    /// Another request is logging the same call and has not finished.
    case beingLogged
    /// The CRM may have written the record; it is completed in the background.
    case outcomeUnknown
    /// The call is not logged, or its record was deleted.
    case logNotFound
    /// The log could not be read, so nothing was written to it.
    case bodyUnreadable(CRMError)
    /// Other updates of the record took longer than one waits.
    case recordBusy
    /// The composed body exceeds what the CRM takes, and only the agent's note is left to shorten.
    case noteTooLong(Platform, limitInBytes: Int)
    /// The adapter is no ``DispositionWriting``.
    case dispositionsNotSupported(Platform)
    /// The adapter is no ``ContactFinding`` or ``ContactCreating``.
    case contactsNotSupported(Platform)
    /// The CRM did not do it.
    case crm(CRMError)
    /// Our store failed before anything was written to the CRM.
    case store(StoreError)
}

extension CallLogRefusal: CustomStringConvertible {
    /// One word for logs and metrics.
    public var description: String {
        switch self {
        case .userNotFound: "user-not-found"
        case .sessionRevoked: "session-revoked"
        case .platformNotOffered: "platform-not-offered"
        case .contactNotFound: "contact-not-found"
        case .alreadyLogged: "already-logged"
        case .beingLogged: "being-logged"
        case .outcomeUnknown: "outcome-unknown"
        case .logNotFound: "log-not-found"
        case .bodyUnreadable(let error): "body-unreadable-\(error)"
        case .recordBusy: "record-busy"
        case .noteTooLong: "note-too-long"
        case .dispositionsNotSupported: "dispositions-not-supported"
        case .contactsNotSupported: "contacts-not-supported"
        case .crm(let error): error.description
        case .store(let error): "store-\(error.reason.rawValue)"
        }
    }
}
