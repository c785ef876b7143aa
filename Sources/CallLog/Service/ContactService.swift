import StrictJSON

/// Finds and creates contacts in the user's CRM.
public struct ContactService: Sendable {
    let adapters: AdapterRegistry
    let time: any TimeSource
    let policy: CallLogPolicy
    let credentials: CredentialKeeper
    let cache: ContactCache

    /// - Parameters:
    ///   - store: Keeps found contacts for some minutes, and renewed tokens.
    ///   - adapters: The CRMs; a user of any other is refused.
    ///   - hashing: Names cached searches, so that the cache shows no number.
    ///   - time: The clock of the cache and of deadlines.
    ///   - random: Names owners of leases.
    ///   - policy: The deadlines.
    public init(
        store: any Store,
        adapters: AdapterRegistry,
        hashing: any IdentifierHashing,
        time: any TimeSource,
        random: any RandomSource = SystemRandom(),
        policy: CallLogPolicy = CallLogPolicy()
    ) {
        self.adapters = adapters
        self.time = time
        self.policy = policy
        self.credentials = CredentialKeeper(store: store, time: time, random: random)
        self.cache = ContactCache(store: store, hashing: hashing, time: time)
    }

    /// Whether new contacts can be created from the log form.
    public func canCreate(_ user: CRMUser) -> Bool { adapters[user.platform] is any ContactCreating }

    /// Everybody with this number.
    ///
    /// - Parameter isFresh: Ask the CRM even if the answer of a few minutes ago is at hand.
    public func contacts(
        withNumber query: PhoneNumberQuery,
        isFresh: Bool = false,
        as user: CRMUser
    ) async throws(CallLogRefusal) -> [Contact] {
        let adapter = try finder(of: user)
        if user.isRevoked { throw .sessionRevoked }
        if !isFresh, let contacts = await cache.contacts(query, of: user) { return contacts }
        let start = time.now()
        let contacts = try await perform(adapter, user) { context async throws(CRMError) in
            try await adapter.contacts(withNumber: query, in: context)
        }
        await cache.keep(contacts, query, of: user, searchedAt: start)
        return contacts
    }

    /// Everybody of about this name.
    public func contacts(named name: String, as user: CRMUser) async throws(CallLogRefusal) -> [Contact] {
        let adapter = try finder(of: user)
        return try await perform(adapter, user) { context async throws(CRMError) in
            try await adapter.contacts(named: name, in: context)
        }
    }

    /// Creates a contact; without a name it is called by its number.
    public func createContact(_ draft: ContactDraft, as user: CRMUser) async throws(CallLogRefusal) -> Contact {
        guard let registered = adapters[user.platform] else { throw .platformNotOffered(user.platform) }
        guard let adapter = registered as? any ContactCreating else { throw .contactsNotSupported(user.platform) }
        var draft = draft
        if !draft.name.contains(where: { !$0.isWhitespace }) { draft.name = draft.phoneNumber }
        let complete = draft
        let contact: Contact
        do throws(CallLogRefusal) {
            contact = try await perform(adapter, user) { context async throws(CRMError) in
                try await adapter.createContact(complete, in: context)
            }
        } catch {
            // It may have been created all the same.
            await cache.invalidate(for: user)
            throw error
        }
        await cache.invalidate(for: user)
        return contact
    }

    private func finder(of user: CRMUser) throws(CallLogRefusal) -> any ContactFinding {
        guard let registered = adapters[user.platform] else { throw .platformNotOffered(user.platform) }
        guard let adapter = registered as? any ContactFinding else { throw .contactsNotSupported(user.platform) }
        return adapter
    }

    private func perform<Result: Sendable>(
        _ adapter: any CRMAdapter,
        _ user: CRMUser,
        _ body: (CRMContext) async throws(CRMError) -> Result
    ) async throws(CallLogRefusal) -> Result {
        let call = CRMCall(
            time: time,
            timeoutOfOneCall: policy.crmTimeout,
            timeoutOfAllCalls: policy.timeoutOfAllCalls
        )
        let user = try await credentials.fresh(user, adapter, call)
        return try await credentials.perform(CRMContext(user: user, call: call), adapter, body)
    }
}
