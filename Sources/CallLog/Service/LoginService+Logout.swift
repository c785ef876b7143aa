extension LoginService {
    /// How a logout went; in any case the person is logged out here.
    public enum LogoutOutcome: Hashable, Sendable {
        /// The CRM has ended the tokens, or has nothing to end.
        case complete
        /// The CRM could not be told: its tokens live on until they expire.
        case notRevoked(CRMError)
    }

    /// Ends every session of the user and forgets the CRM's tokens, then tells the CRM.
    ///
    /// In this order, because a person who logs out must be logged out whether the CRM answers or not.
    public func logout(_ user: CRMUser) async throws(LoginRefusal) -> LogoutOutcome {
        try await forget(user)
        guard let adapter = adapters[user.platform] as? any LoginRevoking, user.accessToken != nil else {
            return .complete
        }
        let call = CRMCall(
            time: time,
            timeoutOfOneCall: policy.crmTimeout,
            timeoutOfAllCalls: policy.timeoutOfAllCalls
        )
        do throws(CRMError) {
            try await adapter.revokeLogin(in: CRMContext(user: user, call: call))
            return .complete
        } catch {
            return .notRevoked(error)
        }
    }

    /// Ends the login of the user a CRM's notice names.
    ///
    /// - Returns: Whether there was one.
    public func end(_ notice: UninstallNotice, at platform: Platform) async throws(LoginRefusal) -> Bool {
        var wasFound = false
        for id in notice.userIDs {
            let user: CRMUser?
            do throws(StoreError) {
                user = try await store.read { store throws(StoreError) in try store.user(id, platform: platform) }
            } catch {
                throw .store(error)
            }
            guard let user, notice.concerns(user) else { continue }
            try await forget(user)
            wasFound = true
        }
        return wasFound
    }

    private func forget(_ user: CRMUser) async throws(LoginRefusal) {
        let (now, version) = (time.now(), random.hexText(12))
        do throws(StoreError) {
            try await store.write { store throws(StoreError) in
                guard var user = try store.user(user.id, platform: user.platform) else { return }
                user.accessToken = nil
                user.refreshToken = nil
                user.tokenExpiry = nil
                user.endSessions(version: version)
                user.updatedAt = now
                try store.put(user)
            }
        } catch {
            throw .store(error)
        }
    }
}
