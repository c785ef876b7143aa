extension CallLogService {
    /// How long a note typed during a call is kept.
    static let noteCacheLife = Duration.seconds(86_400)

    /// Keeps the note typed while a call was running, until the call is logged.
    public func cacheNote(
        _ note: String,
        for session: CallSessionID,
        as user: CRMUser
    ) async throws(CallLogRefusal) {
        let expiresAt = time.now() + Self.noteCacheLife
        try await stored { () throws(StoreError) in
            try await store.write { store throws(StoreError) in
                let cached = note.isEmpty ? nil : CachedNote(text: note, expiresAt: expiresAt)
                try store.setCachedNote(cached, session: session, user: user.id, tenant: user.tenant)
            }
        }
    }
}
