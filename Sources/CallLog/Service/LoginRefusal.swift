/// Why a person could not connect: each becomes one reply the person can read.
public enum LoginRefusal: Error, Hashable, Sendable {
    /// The form came without a key.
    case keyMissing
    /// The CRM sent the person back without a code.
    case codeMissing
    /// The person said no on the CRM's page.
    case deniedByPerson
    /// No adapter of that name is registered.
    case platformNotOffered(Platform)
    /// The platform is connected in another way than the one tried.
    case otherLoginKind(Platform)
    /// The CRM refused the key or code, or could not be asked.
    case crm(CRMError)
    /// The CRM agreed, but the login could not be saved.
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
