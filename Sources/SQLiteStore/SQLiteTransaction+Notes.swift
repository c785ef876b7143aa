import CallLog
import StrictJSON

extension SQLiteTransaction {
    func cachedNote(session: CallSessionID, user: CRMUserID, tenant: Tenant) throws(StoreError) -> CachedNote? {
        let found = try connection.query(
            """
            SELECT note, expires_at FROM cached_notes
            WHERE session_id = ? AND platform = ? AND host = ? AND user_id = ?
            """,
            values(session, tenant, user)
        ) { row throws(StoreError) in (row.blob(0), row.time(1)) }.first
        guard let (blob, expiresAt) = found else { return nil }
        guard let text = try opened(blob, context: noteContext(session, user, tenant)) else { return nil }
        return CachedNote(text: text, expiresAt: expiresAt)
    }

    func setCachedNote(
        _ note: CachedNote?,
        session: CallSessionID,
        user: CRMUserID,
        tenant: Tenant
    ) throws(StoreError) {
        guard let note else {
            try connection.run(
                "DELETE FROM cached_notes WHERE session_id = ? AND platform = ? AND host = ? AND user_id = ?",
                values(session, tenant, user)
            )
            return
        }
        let blob = try sealed(note.text, context: noteContext(session, user, tenant))
        try connection.run(
            """
            REPLACE INTO cached_notes (session_id, platform, host, user_id, note, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            values(session, tenant, user) + [blob, .time(note.expiresAt)]
        )
    }

    func noteShownAt(_ key: CallLogKey, user: CRMUserID) throws(StoreError) -> Timestamp? {
        try connection.query(
            """
            SELECT shown_at FROM shown_notes
            WHERE session_id = ? AND platform = ? AND host = ? AND user_id = ? AND owner = ?
            """,
            values(key.sessionID, key.tenant, user) + [.text(key.owner)]
        ) { row throws(StoreError) in row.time(0) }.first
    }

    func setNoteShown(_ key: CallLogKey, user: CRMUserID, at now: Timestamp) throws(StoreError) {
        try connection.run(
            """
            REPLACE INTO shown_notes (session_id, platform, host, user_id, owner, shown_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            values(key.sessionID, key.tenant, user) + [.text(key.owner), .time(now)]
        )
    }

    func removeNoteShown(_ key: CallLogKey) throws(StoreError) {
        try connection.run(
            "DELETE FROM shown_notes WHERE session_id = ? AND platform = ? AND host = ? AND owner = ?",
            [
                .text(key.sessionID.rawValue), .text(key.tenant.platform.rawValue), .text(key.tenant.host),
                .text(key.owner),
            ]
        )
    }

    private func values(_ session: CallSessionID, _ tenant: Tenant, _ user: CRMUserID) -> [SQLiteValue] {
        [.text(session.rawValue), .text(tenant.platform.rawValue), .text(tenant.host), .text(user.rawValue)]
    }

    private func noteContext(_ session: CallSessionID, _ user: CRMUserID, _ tenant: Tenant) -> String {
        context("cached_notes.note", session.rawValue, tenant.platform.rawValue, tenant.host, user.rawValue)
    }
}
