/// Which addresses a request may connect to once its host's name is resolved.
///
/// A name is no promise: anyone can let a name of theirs lead to this machine or its network.
enum AddressRule: Hashable, Sendable {
    /// The URL names this machine.
    case loopback
    case `public`
    /// The address is the proxy's, or the deployment reaches its CRM in a private network.
    case any

    init(for url: OutboundURL, _ settings: TransferSettings) {
        if url.isLoopback {
            self = .loopback
        } else {
            self = settings.proxy != nil || settings.allowsPrivateAddresses ? .any : .public
        }
    }

    /// - Parameter address: `nil` for an address family this client does not know.
    func accepts(_ address: NetworkAddress?) -> Bool {
        switch self {
        case .loopback: address?.isLoopback ?? false
        case .public: address?.isPublic ?? false
        case .any: address != nil
        }
    }
}
