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

    func cachedNote(_ session: CallSessionID, _ user: CRMUser) async throws(CallLogRefusal) -> String? {
        let now = time.now()
        return try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                let note = try store.cachedNote(session: session, user: user.id, tenant: user.tenant)
                return note.flatMap { $0.expiresAt > now ? $0.text : nil }
            }
        }
    }

    /// Drops the note once it is in the CRM, or a newer one is.
    ///
    /// A failure leaves a note that expires by itself and that no logged call will use.
    func forgetCachedNote(_ session: CallSessionID, _ user: CRMUser) async {
        await ignoringFailure { () async throws(StoreError) in
            let isCached = try await store.read { store throws(StoreError) in
                try store.cachedNote(session: session, user: user.id, tenant: user.tenant) != nil
            }
            guard isCached else { return }
            try await store.write { store throws(StoreError) in
                try store.setCachedNote(nil, session: session, user: user.id, tenant: user.tenant)
            }
        }
    }
}
