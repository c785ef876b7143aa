import StrictJSON

/// Connects people to their CRM and disconnects them.
public struct LoginService: Sendable {
    /// How session tokens are made.
    public struct TokenPolicy: Sendable {
        /// `CALLLOG_TOKEN_FORMAT`.
        public var form: SessionClaims.Form
        /// `CALLLOG_TOKEN_TTL`.
        public var life: Duration

        /// Encrypted tokens that last a year (31,536,000 s), unless said otherwise.
        public init(form: SessionClaims.Form = .encrypted, life: Duration = .seconds(31_536_000)) {
            self.form = form
            self.life = life
        }
    }

    /// Which RingCentral account and extension someone connects from, hashed; `nil` if the client does not say.
    public struct Origin: Hashable, Sendable {
        /// Hash of the RingCentral account.
        public var hashedAccountID: String?
        /// Hash of the RingCentral extension.
        public var hashedExtensionID: String?

        /// Unknown, unless said otherwise.
        public init(hashedAccountID: String? = nil, hashedExtensionID: String? = nil) {
            self.hashedAccountID = hashedAccountID
            self.hashedExtensionID = hashedExtensionID
        }
    }

    /// A login that worked.
    public struct Login: Sendable {
        /// The user as saved.
        public var user: CRMUser
        /// The new session token.
        public var token: String
    }

    let store: any Store
    let adapters: AdapterRegistry
    let tokens: any SessionTokenCoding
    let time: any TimeSource
    let random: any RandomSource
    let policy: CallLogPolicy
    let tokenPolicy: TokenPolicy

    /// - Parameters:
    ///   - store: Keeps users.
    ///   - adapters: The CRMs that people can connect.
    ///   - tokens: Issues session tokens.
    ///   - time: The clock of tokens and deadlines.
    ///   - random: Makes session versions.
    ///   - policy: The deadlines of the CRM's answers.
    ///   - tokenPolicy: Form and life of session tokens.
    public init(
        store: any Store,
        adapters: AdapterRegistry,
        tokens: any SessionTokenCoding,
        time: any TimeSource,
        random: any RandomSource = SystemRandom(),
        policy: CallLogPolicy = CallLogPolicy(),
        tokenPolicy: TokenPolicy = TokenPolicy()
    ) {
        self.store = store
        self.adapters = adapters
        self.tokens = tokens
        self.time = time
        self.random = random
        self.policy = policy
        self.tokenPolicy = tokenPolicy
    }

    /// Connects with an API key, which the CRM has proved before anything is saved.
    public func login(
        _ attempt: APIKeyLogin,
        to platform: Platform,
        from origin: Origin
    ) async throws(LoginRefusal) -> Login {
        guard let registered = adapters[platform] else { throw .platformNotOffered(platform) }
        guard let adapter = registered as? any APIKeyConnecting else { throw .otherLoginKind(platform) }
        guard attempt.apiKey.exposedText.contains(where: { !$0.isWhitespace }) else { throw .keyMissing }
        let call = startCall()
        let identity = try await proved { () throws(CRMError) in try await adapter.login(attempt, in: call) }
        return try await save(identity, platform, origin)
    }

    /// Connects with the authorization code that the CRM sent the person back with.
    public func login(
        code: String?,
        to platform: Platform,
        from origin: Origin
    ) async throws(LoginRefusal) -> Login {
        guard let registered = adapters[platform] else { throw .platformNotOffered(platform) }
        guard let adapter = registered as? any OAuthConnecting else { throw .otherLoginKind(platform) }
        guard let code, !code.isEmpty else { throw .codeMissing }
        let call = startCall()
        let identity = try await proved { () throws(CRMError) in try await adapter.login(code: code, in: call) }
        return try await save(identity, platform, origin)
    }

    private func startCall() -> CRMCall {
        CRMCall(time: time, timeoutOfOneCall: policy.crmTimeout, timeoutOfAllCalls: policy.timeoutOfAllCalls)
    }

    private func proved(
        _ body: () async throws(CRMError) -> CRMIdentity
    ) async throws(LoginRefusal) -> CRMIdentity {
        do throws(CRMError) {
            return try await body()
        } catch {
            throw .crm(error)
        }
    }

    /// Saves who the CRM said it is; settings and the session version of an earlier login stay, so that the person's
    /// other devices remain logged in.
    private func save(
        _ identity: CRMIdentity,
        _ platform: Platform,
        _ origin: Origin
    ) async throws(LoginRefusal) -> Login {
        let (now, version) = (time.now(), random.hexText(12))
        let user: CRMUser
        do throws(StoreError) {
            user = try await store.write { store throws(StoreError) in
                var user: CRMUser
                if let known = try store.user(identity.userID, platform: platform) {
                    user = known
                } else {
                    user = try store.newUser(identity.userID, platform: platform, version: version, at: now)
                }
                user.take(identity, from: origin)
                user.updatedAt = now
                try store.put(user)
                return user
            }
        } catch {
            throw .store(error)
        }
        return Login(user: user, token: try token(for: user, now))
    }

    private func token(for user: CRMUser, _ now: Timestamp) throws(LoginRefusal) -> String {
        let start = Timestamp(seconds: now.seconds)
        let claims = SessionClaims(
            userID: user.id,
            platform: user.platform,
            issuedAt: start,
            expiresAt: start + tokenPolicy.life,
            sessionVersion: user.sessionVersion,
            form: tokenPolicy.form
        )
        do throws(SessionTokenError) {
            return try tokens.issue(claims)
        } catch {
            throw .noToken
        }
    }
}

extension CRMUser {
    fileprivate mutating func take(_ identity: CRMIdentity, from origin: LoginService.Origin) {
        name = identity.name
        hostname = identity.hostname.lowercased()
        timeZoneName = identity.timeZoneName ?? timeZoneName
        timeZoneOffset = identity.timeZoneOffset ?? timeZoneOffset
        additionalInfo = identity.additionalInfo
        accessToken = identity.grant.accessToken
        refreshToken = identity.grant.refreshToken ?? refreshToken
        tokenExpiry = identity.grant.expiry
        hashedAccountID = origin.hashedAccountID ?? hashedAccountID
        hashedExtensionID = origin.hashedExtensionID ?? hashedExtensionID
        isRevoked = false
    }
}
