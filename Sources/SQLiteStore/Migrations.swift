/// The schema, as named steps.
///
/// Append-only: a step that has shipped is never changed, because databases in the field have run it.
enum Migrations {
    struct Step {
        let name: String
        let sql: String
    }

    static let all: [Step] = [
        Step(
            name: "users, call logs and what goes with them",
            sql: """
                CREATE TABLE users (
                    platform TEXT NOT NULL,
                    id TEXT NOT NULL,
                    name TEXT NOT NULL,
                    hostname TEXT NOT NULL,
                    time_zone_name TEXT,
                    time_zone_offset TEXT,
                    access_token BLOB,
                    refresh_token BLOB,
                    token_expiry INTEGER,
                    additional_info TEXT NOT NULL,
                    settings TEXT NOT NULL,
                    hashed_account_id TEXT,
                    hashed_extension_id TEXT,
                    session_version TEXT NOT NULL,
                    accepts_unversioned_tokens INTEGER NOT NULL,
                    is_revoked INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    PRIMARY KEY (platform, id)
                ) WITHOUT ROWID;

                CREATE TABLE call_logs (
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    session_id TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    operation_id TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('pending', 'unknown', 'done', 'failed', 'gone')),
                    fence INTEGER NOT NULL,
                    lease_owner TEXT,
                    lease_until INTEGER NOT NULL,
                    claimed_at INTEGER NOT NULL,
                    last_send INTEGER,
                    due_at INTEGER,
                    attempts INTEGER NOT NULL,
                    request_digest BLOB NOT NULL,
                    payload_digest BLOB,
                    user_id TEXT NOT NULL,
                    extension_hash TEXT NOT NULL,
                    extension_number TEXT NOT NULL,
                    telephony_session_id TEXT,
                    contact_id TEXT NOT NULL,
                    crm_log_id TEXT,
                    note_length INTEGER,
                    note_digest BLOB,
                    failure TEXT,
                    draft BLOB,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    PRIMARY KEY (session_id, platform, host, owner),
                    CHECK (state <> 'done' OR crm_log_id IS NOT NULL)
                ) WITHOUT ROWID;
                CREATE INDEX call_logs_due ON call_logs (due_at) WHERE state IN ('pending', 'unknown');
                CREATE INDEX call_logs_by_crm_log ON call_logs (crm_log_id, platform, host)
                    WHERE crm_log_id IS NOT NULL;
                CREATE INDEX call_logs_by_payload ON call_logs (payload_digest) WHERE payload_digest IS NOT NULL;
                CREATE INDEX call_logs_by_age ON call_logs (created_at);

                CREATE TABLE cached_notes (
                    session_id TEXT NOT NULL,
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    user_id TEXT NOT NULL,
                    note BLOB NOT NULL,
                    expires_at INTEGER NOT NULL,
                    PRIMARY KEY (session_id, platform, host, user_id)
                ) WITHOUT ROWID;
                CREATE INDEX cached_notes_by_end ON cached_notes (expires_at);

                CREATE TABLE shown_notes (
                    session_id TEXT NOT NULL,
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    user_id TEXT NOT NULL,
                    shown_at INTEGER NOT NULL,
                    PRIMARY KEY (session_id, platform, host, owner, user_id)
                ) WITHOUT ROWID;
                CREATE INDEX shown_notes_by_age ON shown_notes (shown_at);

                CREATE TABLE stored_replies (
                    platform TEXT NOT NULL,
                    user_id TEXT NOT NULL,
                    key TEXT NOT NULL,
                    request_digest BLOB NOT NULL,
                    body BLOB,
                    running_until INTEGER NOT NULL,
                    expires_at INTEGER NOT NULL,
                    PRIMARY KEY (platform, user_id, key)
                ) WITHOUT ROWID;
                CREATE INDEX stored_replies_by_end ON stored_replies (expires_at);

                CREATE TABLE account_settings (
                    hashed_account_id TEXT PRIMARY KEY,
                    settings TEXT NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE leases (
                    name TEXT PRIMARY KEY,
                    owner TEXT NOT NULL,
                    until INTEGER NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE adapter_records (
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    user_id TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    id TEXT NOT NULL,
                    value TEXT NOT NULL,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    PRIMARY KEY (platform, host, user_id, kind, id)
                ) WITHOUT ROWID;
                CREATE INDEX adapter_records_by_age
                    ON adapter_records (platform, host, user_id, kind, created_at);
                """
        ),
        Step(
            // A row that grows by its draft and shrinks again leaves pages half empty. A list of five states to check
            // against became a temporary table of 85 KiB at every write. And a table without rowids keeps whole rows
            // in its inner pages: with rows of half a kilobyte, a deep tree that every insert moves about.
            name: "drafts in a table of their own, flat tables, states checked one by one",
            sql: """
                CREATE TABLE drafts (
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    session_id TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    draft BLOB NOT NULL,
                    PRIMARY KEY (session_id, platform, host, owner)
                ) WITHOUT ROWID;
                INSERT INTO drafts (platform, host, session_id, owner, draft)
                    SELECT platform, host, session_id, owner, draft FROM call_logs WHERE draft IS NOT NULL;

                ALTER TABLE call_logs RENAME TO old_call_logs;
                DROP INDEX call_logs_due;
                DROP INDEX call_logs_by_crm_log;
                DROP INDEX call_logs_by_payload;
                DROP INDEX call_logs_by_age;
                CREATE TABLE call_logs (
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    session_id TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    operation_id TEXT NOT NULL,
                    state TEXT NOT NULL,
                    fence INTEGER NOT NULL,
                    lease_owner TEXT,
                    lease_until INTEGER NOT NULL,
                    claimed_at INTEGER NOT NULL,
                    last_send INTEGER,
                    due_at INTEGER,
                    attempts INTEGER NOT NULL,
                    request_digest BLOB NOT NULL,
                    payload_digest BLOB,
                    user_id TEXT NOT NULL,
                    extension_hash TEXT NOT NULL,
                    extension_number TEXT NOT NULL,
                    telephony_session_id TEXT,
                    contact_id TEXT NOT NULL,
                    crm_log_id TEXT,
                    note_length INTEGER,
                    note_digest BLOB,
                    failure TEXT,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    PRIMARY KEY (session_id, platform, host, owner),
                    CHECK (
                        state = 'done' AND crm_log_id IS NOT NULL OR state = 'pending' OR state = 'unknown'
                        OR state = 'failed' OR state = 'gone'
                    )
                );
                INSERT INTO call_logs
                    SELECT platform, host, session_id, owner, operation_id, state, fence, lease_owner, lease_until,
                        claimed_at, last_send, due_at, attempts, request_digest, payload_digest, user_id,
                        extension_hash, extension_number, telephony_session_id, contact_id, crm_log_id, note_length,
                        note_digest, failure, created_at, updated_at
                    FROM old_call_logs;
                DROP TABLE old_call_logs;
                CREATE INDEX call_logs_due ON call_logs (due_at) WHERE state IN ('pending', 'unknown');
                CREATE INDEX call_logs_by_crm_log ON call_logs (crm_log_id, platform, host)
                    WHERE crm_log_id IS NOT NULL;
                CREATE INDEX call_logs_by_payload ON call_logs (payload_digest) WHERE payload_digest IS NOT NULL;
                CREATE INDEX call_logs_by_age ON call_logs (created_at);

                ALTER TABLE adapter_records RENAME TO old_adapter_records;
                DROP INDEX adapter_records_by_age;
                CREATE TABLE adapter_records (
                    platform TEXT NOT NULL,
                    host TEXT NOT NULL,
                    user_id TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    id TEXT NOT NULL,
                    value TEXT NOT NULL,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    PRIMARY KEY (platform, host, user_id, kind, id)
                );
                INSERT INTO adapter_records SELECT * FROM old_adapter_records;
                DROP TABLE old_adapter_records;
                CREATE INDEX adapter_records_by_age
                    ON adapter_records (platform, host, user_id, kind, created_at);
                """
        ),
    ]
}
