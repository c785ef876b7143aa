import CallLog
import StrictJSON

extension SQLiteTransaction {
    func storedReply(_ key: IdempotencyKey) throws(StoreError) -> StoredReply? {
        let found = try connection.query(
            """
            SELECT request_digest, body, running_until, expires_at FROM stored_replies
            WHERE platform = ? AND user_id = ? AND key = ?
            """,
            values(key)
        ) { row throws(StoreError) in (row.blob(0), row.optionalBlob(1), row.time(2), row.time(3)) }.first
        guard let (digest, blob, runningUntil, expiresAt) = found else { return nil }
        let body = try opened(blob, context: replyContext(key))
        return StoredReply(
            requestDigest: digest,
            body: body.map { Array($0.utf8) },
            runningUntil: runningUntil,
            expiresAt: expiresAt
        )
    }

    func setStoredReply(_ reply: StoredReply?, for key: IdempotencyKey) throws(StoreError) {
        guard let reply else {
            try connection.run(
                "DELETE FROM stored_replies WHERE platform = ? AND user_id = ? AND key = ?",
                values(key)
            )
            return
        }
        let body = try sealed(
            reply.body.map { String(decoding: $0, as: UTF8.self) },
            context: replyContext(key)
        )
        try connection.run(
            """
            REPLACE INTO stored_replies (platform, user_id, key, request_digest, body, running_until, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            values(key) + [.blob(reply.requestDigest), body, .time(reply.runningUntil), .time(reply.expiresAt)]
        )
    }

    func accountSettings(_ hashedAccountID: String) throws(StoreError) -> JSONObject? {
        let found = try connection.query(
            "SELECT settings FROM account_settings WHERE hashed_account_id = ?",
            [.text(hashedAccountID)]
        ) { row throws(StoreError) in row.text(0) }.first
        guard let found else { return nil }
        return try object(found)
    }

    func setAccountSettings(_ settings: JSONObject?, of hashedAccountID: String) throws(StoreError) {
        guard let settings else {
            try connection.run(
                "DELETE FROM account_settings WHERE hashed_account_id = ?",
                [.text(hashedAccountID)]
            )
            return
        }
        try connection.run(
            "REPLACE INTO account_settings (hashed_account_id, settings) VALUES (?, ?)",
            [.text(hashedAccountID), .text(JSONValue.object(settings).text)]
        )
    }

    func lease(_ name: String) throws(StoreError) -> Lease? {
        try connection.query("SELECT owner, until FROM leases WHERE name = ?", [.text(name)]) {
            row throws(StoreError) in Lease(owner: row.text(0), until: row.time(1))
        }.first
    }

    func setLease(_ lease: Lease?, name: String) throws(StoreError) {
        guard let lease else {
            try connection.run("DELETE FROM leases WHERE name = ?", [.text(name)])
            return
        }
        try connection.run(
            "REPLACE INTO leases (name, owner, until) VALUES (?, ?, ?)",
            [.text(name), .text(lease.owner), .time(lease.until)]
        )
    }

    func removeExpired(before now: Timestamp) throws(StoreError) {
        try connection.run("DELETE FROM cached_notes WHERE expires_at <= ?", [.time(now)])
        try connection.run("DELETE FROM stored_replies WHERE expires_at <= ?", [.time(now)])
        try connection.run("DELETE FROM shown_notes WHERE shown_at <= ?", [.time(now - .seconds(86_400))])
        try connection.run("DELETE FROM leases WHERE until <= ?", [.time(now - .seconds(86_400))])
    }

    private func values(_ key: IdempotencyKey) -> [SQLiteValue] {
        [.text(key.platform.rawValue), .text(key.userID.rawValue), .text(key.key)]
    }

    private func replyContext(_ key: IdempotencyKey) -> String {
        context("stored_replies.body", key.platform.rawValue, key.userID.rawValue, key.key)
    }
}
