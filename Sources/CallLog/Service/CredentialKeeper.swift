/// Runs CRM calls with credentials that work: renewed before they end, and once more when the CRM says 401.
///
/// One renewal per user at a time across threads and processes (a lease row), because CRMs rotate refresh tokens and
/// a second trade with the old one would look like theft. New tokens are saved before they are used.
public struct CredentialKeeper: Sendable {
    /// Access tokens with less life than this are renewed first (contract 11.7).
    static let renewalMargin = Duration.seconds(120)
    private static let leaseLength = Duration.seconds(20)

    let store: any Store
    let time: any TimeSource
    let random: any RandomSource

    /// - Parameters:
    ///   - store: Keeps tokens and the leases of renewals.
    ///   - time: The clock of both.
    ///   - random: Names owners of leases.
    public init(store: any Store, time: any TimeSource, random: any RandomSource) {
        self.store = store
        self.time = time
        self.random = random
    }

    /// The user with tokens that have some life left.
    public func fresh(_ user: CRMUser, _ adapter: any CRMAdapter, _ call: CRMCall) async throws(CallLogRefusal)
        -> CRMUser
    {
        if user.isRevoked { throw .sessionRevoked }
        guard let refresher = adapter as? any TokenRefreshing, user.refreshToken != nil,
            let expiry = user.tokenExpiry, expiry < time.now() + Self.renewalMargin
        else { return user }
        return try await renew(user, refresher, call)
    }

    /// Runs `body`, once more with renewed tokens if the CRM refused the first ones.
    public func perform<Result: Sendable>(
        _ context: CRMContext,
        _ adapter: any CRMAdapter,
        _ body: (CRMContext) async throws(CRMError) -> Result
    ) async throws(CallLogRefusal) -> Result {
        let rejection: CRMError
        do throws(CRMError) {
            return try await body(context)
        } catch {
            rejection = error
        }
        guard rejection.reason == .credentialsRejected, context.user.refreshToken != nil,
            let refresher = adapter as? any TokenRefreshing
        else { throw .crm(rejection) }
        var renewed = context
        renewed.user = try await renew(context.user, refresher, context.call)
        do throws(CRMError) {
            return try await body(renewed)
        } catch {
            throw .crm(error)
        }
    }

    private enum Turn: Sendable {
        case alreadyRenewed(CRMUser)
        case mine(CRMUser)
        case someoneElses
        case revoked
        case gone
    }

    private func renew(
        _ user: CRMUser,
        _ adapter: any TokenRefreshing,
        _ call: CRMCall
    ) async throws(CallLogRefusal) -> CRMUser {
        let owner = random.hexText(12)
        while true {
            switch try await stored({ () throws(StoreError) in try await takeTurn(user, owner) }) {
            case .alreadyRenewed(let current): return current
            case .revoked: throw .sessionRevoked
            case .gone: throw .userNotFound
            case .mine(let current): return try await trade(current, adapter, call, owner)
            case .someoneElses:
                guard call.timeout > .zero else { throw .crm(CRMError(.notSent, from: user.platform)) }
                await time.sleep(for: .milliseconds(50))
            }
        }
    }

    private func takeTurn(_ user: CRMUser, _ owner: String) async throws(StoreError) -> Turn {
        let (now, name) = (time.now(), Self.leaseName(user))
        return try await store.write { store throws(StoreError) in
            guard let current = try store.user(user.id, platform: user.platform) else { return .gone }
            if current.isRevoked { return .revoked }
            if current.accessToken != user.accessToken { return .alreadyRenewed(current) }
            if let lease = try store.lease(name), lease.until > now { return .someoneElses }
            try store.setLease(Lease(owner: owner, until: now + Self.leaseLength), name: name)
            return .mine(current)
        }
    }

    private func trade(
        _ user: CRMUser,
        _ adapter: any TokenRefreshing,
        _ call: CRMCall,
        _ owner: String
    ) async throws(CallLogRefusal) -> CRMUser {
        let grant: TokenGrant
        do throws(CRMError) {
            grant = try await adapter.refreshedTokens(in: CRMContext(user: user, call: call))
        } catch {
            guard error.reason == .credentialsRejected else {
                _ = try await saved(user, owner) { _ in }
                throw .crm(error)
            }
            // A sibling may have rotated the token between our read and our trade: its tokens count then.
            let current = try await saved(user, owner) { current in
                if current.refreshToken == user.refreshToken { current.isRevoked = true }
            }
            if current.isRevoked { throw .sessionRevoked }
            return current
        }
        return try await saved(user, owner) { user in
            user.accessToken = grant.accessToken
            if let token = grant.refreshToken { user.refreshToken = token }
            user.tokenExpiry = grant.expiry
            // The host is the tenant: a renamed company keeps the name under which its calls are filed.
            if user.hostname.isEmpty, let hostname = grant.hostname { user.hostname = hostname }
            user.isRevoked = false
        }
    }

    /// Changes the user row and gives the lease back, in one transaction.
    private func saved(
        _ user: CRMUser,
        _ owner: String,
        _ change: @escaping @Sendable (inout CRMUser) -> Void
    ) async throws(CallLogRefusal) -> CRMUser {
        let (now, name) = (time.now(), Self.leaseName(user))
        let current = try await stored { () throws(StoreError) in
            try await store.write { store throws(StoreError) -> CRMUser? in
                if try store.lease(name)?.owner == owner { try store.setLease(nil, name: name) }
                guard var current = try store.user(user.id, platform: user.platform) else { return nil }
                let before = current
                change(&current)
                if current != before {
                    current.updatedAt = now
                    try store.put(current)
                }
                return current
            }
        }
        guard let current else { throw .userNotFound }
        return current
    }

    private static func leaseName(_ user: CRMUser) -> String {
        "refresh|\(user.platform)|\(user.id)"
    }
}

/// Runs a store access, with its failure as a refusal.
func stored<Result>(_ body: () async throws(StoreError) -> Result) async throws(CallLogRefusal) -> Result {
    do throws(StoreError) {
        return try await body()
    } catch {
        throw .store(error)
    }
}
