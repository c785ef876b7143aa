/// Why a person could not connect: each becomes one reply the person can read.
public enum LoginRefusal: Error, Hashable, Sendable {
    case keyMissing
    case codeMissing
    /// The person said no on the CRM's page.
    case deniedByPerson
    case platformNotOffered(Platform)
    /// The platform is connected in another way than the one tried.
    case otherLoginKind(Platform)
    case crm(CRMError)
    case store(StoreError)
    /// The login is saved, yet no session token could be made for it.
    case noToken
}

extension LoginRefusal: CustomStringConvertible {
    /// One word for logs and metrics.
    public var description: String {
        switch self {
        case .keyMissing: "key-missing"
        case .codeMissing: "code-missing"
        case .deniedByPerson: "denied-by-person"
        case .platformNotOffered: "platform-not-offered"
        case .otherLoginKind: "other-login-kind"
        case .crm(let error): error.description
        case .store(let error): "store-\(error.reason.rawValue)"
        case .noToken: "no-token"
        }
    }
}
