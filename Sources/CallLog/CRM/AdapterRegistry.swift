/// The adapters a server offers, by platform.
public struct AdapterRegistry: Sendable, ExpressibleByArrayLiteral {
    /// In the order registered.
    public let adapters: [any CRMAdapter]
    private let byPlatform: [Platform: any CRMAdapter]

    /// A platform registered twice: the later one counts.
    public init(_ adapters: [any CRMAdapter]) {
        self.adapters = adapters
        self.byPlatform = Dictionary(adapters.map { ($0.platform, $0) }, uniquingKeysWith: { $1 })
    }

    public init(arrayLiteral elements: any CRMAdapter...) {
        self.init(elements)
    }

    /// The adapter of a platform; `nil` if this server does not offer it.
    public subscript(platform: Platform) -> (any CRMAdapter)? {
        byPlatform[platform]
    }
}
