import StrictJSON

/// Remembers for a few minutes whom a number belongs to, per CRM user and for all processes.
///
/// Kept among the stored replies: those are sealed, belong to one user and are forgotten once over. The keys begin
/// with a line feed, which no `Idempotency-Key` header can hold.
struct ContactCache: Sendable {
    /// How long somebody who was found is remembered.
    static let life = Duration.seconds(180)
    /// How long it is remembered that there is nobody: shorter, because people then add the contact in the CRM.
    static let lifeOfNobody = Duration.seconds(30)

    private static let changeKey = "\ncontacts changed"

    let store: any Store
    let hashing: any IdentifierHashing
    let time: any TimeSource

    /// What was found, unless it is over or the user has created a contact since.
    func contacts(_ query: PhoneNumberQuery, of user: CRMUser) async -> [Contact]? {
        let (now, key) = (time.now(), key(query, user))
        let stored: (reply: StoredReply, change: StoredReply?)?
        do throws(StoreError) {
            stored = try await store.read { store throws(StoreError) in
                guard let reply = try store.storedReply(key) else { return nil }
                return (reply, try store.storedReply(Self.changeKey(user)))
            }
        } catch {
            return nil  // The CRM is asked instead.
        }
        guard let stored, stored.reply.expiresAt > now, let body = stored.reply.body else { return nil }
        if let change = stored.change, change.runningUntil >= stored.reply.runningUntil { return nil }
        return Self.contacts(in: body)
    }

    /// Keeps what a search found that began at `start`; a failure costs the next request a search.
    func keep(_ contacts: [Contact], _ query: PhoneNumberQuery, of user: CRMUser, searchedAt start: Timestamp) async {
        let body = JSONValue.array(contacts.map { .object($0.json) }).encoded
        let reply = StoredReply(
            requestDigest: [],
            body: body,
            runningUntil: start,
            expiresAt: start + (contacts.isEmpty ? Self.lifeOfNobody : Self.life)
        )
        await set(reply, key(query, user))
    }

    /// Makes everything found so far count no longer.
    func invalidate(for user: CRMUser) async {
        let now = time.now()
        let mark = StoredReply(requestDigest: [], body: [], runningUntil: now, expiresAt: now + Self.life)
        await set(mark, Self.changeKey(user))
    }

    private func set(_ reply: StoredReply, _ key: IdempotencyKey) async {
        await ignoringFailure { () async throws(StoreError) in
            try await store.write { store throws(StoreError) in try store.setStoredReply(reply, for: key) }
        }
    }

    private static func contacts(in body: [UInt8]) -> [Contact]? {
        do throws(JSONError) {
            return try JSONValue(parsing: body).arrayValue?.compactMap { $0.objectValue.flatMap(Contact.init(json:)) }
        } catch {
            return nil
        }
    }

    /// The number itself stays out of the key, which is not sealed.
    private func key(_ query: PhoneNumberQuery, _ user: CRMUser) -> IdempotencyKey {
        let text = ([user.hostname, query.e164] + query.alternatives).joined(separator: "\n")
        return IdempotencyKey(platform: user.platform, userID: user.id, key: "\ncontacts \(hashing.hash(text))")
    }

    private static func changeKey(_ user: CRMUser) -> IdempotencyKey {
        IdempotencyKey(platform: user.platform, userID: user.id, key: changeKey)
    }
}
