import CallLog
import StrictJSON

/// Rows with every column filled, and with every column empty that may be.
enum Sample {
    static let now = Timestamp(milliseconds: 1_713_449_001_234)
    static let tenant = Tenant(platform: "pipedrive", host: "acme.pipedrive.com")
    static let otherTenant = Tenant(platform: "pipedrive", host: "other.pipedrive.com")
    static let object: JSONObject = [
        "name": "Zoë \"quoted\"", "big": 9_007_199_254_740_993, "list": [1, nil, true],
    ]
    static let text = "héllo 🙂\r\n\tend"

    static let user = CRMUser(
        platform: "pipedrive",
        id: "777-4242-pipedrive",
        name: text + "\u{0}",
        hostname: "acme.pipedrive.com",
        timeZoneName: "Europe/Berlin",
        timeZoneOffset: "+02:00",
        accessToken: AccessToken("access-plaintext"),
        refreshToken: RefreshToken("refresh-plaintext"),
        tokenExpiry: now + .seconds(3600),
        additionalInfo: object,
        settings: ["a": ["value": 1, "customizable": false]],
        hashedAccountID: "account",
        hashedExtensionID: "extension",
        sessionVersion: "version",
        acceptsUnversionedTokens: false,
        isRevoked: true,
        createdAt: now,
        updatedAt: now + .milliseconds(1)
    )
    static let bareUser = CRMUser(platform: "testCRM", id: "demo", sessionVersion: "v", createdAt: now, updatedAt: now)

    static let key = key("4503991234567")

    static func key(_ session: CallSessionID, owner: String = "h:aa", tenant: Tenant = tenant) -> CallLogKey {
        CallLogKey(tenant: tenant, sessionID: session, owner: owner)
    }

    static let record = CallLogRecord(
        key: key,
        operationID: "operation",
        state: .unknown,
        fence: .max,
        leaseOwner: "process",
        leaseUntil: now + .seconds(30),
        claimedAt: now,
        lastSend: now + .seconds(1),
        dueAt: now + .seconds(2),
        attempts: 3,
        requestDigest: [0, 1, 255],
        payloadDigest: [9, 0, 9],
        userID: user.id,
        identity: ExtensionIdentity(hash: "aa", number: "101"),
        telephonySessionID: "s-1",
        contactID: "42",
        crmLogID: "900",
        noteFingerprint: NoteFingerprint(byteCount: 14, digest: [7, 7]),
        failure: "timed-out",
        createdAt: now,
        updatedAt: now + .seconds(3)
    )

    /// A row that is as empty as can be.
    static func bareRecord(
        _ key: CallLogKey,
        state: CallLogRecord.State = .pending,
        createdAt: Timestamp = now
    ) -> CallLogRecord {
        CallLogRecord(
            key: key,
            operationID: "",
            state: state,
            leaseUntil: now,
            claimedAt: now,
            requestDigest: [],
            userID: "demo",
            identity: ExtensionIdentity(),
            contactID: "",
            createdAt: createdAt,
            updatedAt: now
        )
    }

    static let draft = CallLogDraft(
        sessionID: key.sessionID,
        contact: CallContact(id: "42", type: "contact", name: text, phoneNumber: "+12125550147"),
        direction: .outbound,
        subject: "Outbound Call",
        body: "draft-plaintext",
        note: text,
        startTime: now,
        durationInSeconds: 125,
        additionalSubmission: object,
        hashedAccountID: "account"
    )
    static let note = CachedNote(text: "note-plaintext", expiresAt: now + .seconds(86_400))
    static let replyKey = IdempotencyKey(platform: "pipedrive", userID: user.id, key: "key-1")
    static let reply = StoredReply(
        requestDigest: [1, 2],
        body: Array("reply-plaintext".utf8),
        runningUntil: now,
        expiresAt: now + .seconds(86_400)
    )
    static let runningKey = IdempotencyKey(platform: "pipedrive", userID: user.id, key: "key-2")
    static let running = StoredReply(requestDigest: [], body: nil, runningUntil: now, expiresAt: now)
    static let lease = Lease(owner: "process", until: now + .seconds(30))
    static let shared = adapterRecord("1", scope: AdapterScope(tenant: tenant))
    static let personal = adapterRecord("2", scope: AdapterScope(tenant: tenant, userID: user.id))

    static func adapterRecord(
        _ id: String,
        scope: AdapterScope = AdapterScope(tenant: tenant),
        createdAt: Timestamp = now
    ) -> AdapterRecord {
        AdapterRecord(
            key: AdapterRecordKey(scope: scope, kind: "log", id: id),
            value: object,
            createdAt: createdAt,
            updatedAt: now
        )
    }

    static let plaintexts = [
        "access-plaintext", "refresh-plaintext", "draft-plaintext", "note-plaintext", "reply-plaintext",
    ]
}

/// One row or more of every table.
struct Everything: Hashable, Sendable {
    var users = [Sample.user, Sample.bareUser]
    var callLog: CallLogRecord? = Sample.record
    var draft: CallLogDraft? = Sample.draft
    var note: CachedNote? = Sample.note
    var shown: Timestamp? = Sample.now
    var replies: [StoredReply?] = [Sample.reply, Sample.running]
    var settings: JSONObject? = Sample.object
    var lease: Lease? = Sample.lease
    var adapterRecords: [AdapterRecord?] = [Sample.shared, Sample.personal]

    static func put(into store: any Store) async throws {
        try await store.write { store throws(StoreError) in
            try store.put(Sample.user)
            try store.put(Sample.bareUser)
            try store.put(Sample.record)
            try store.setDraft(Sample.draft, of: Sample.key)
            try store.setCachedNote(
                Sample.note,
                session: Sample.key.sessionID,
                user: Sample.user.id,
                tenant: Sample.tenant
            )
            try store.setNoteShown(Sample.key, user: Sample.user.id, at: Sample.now)
            try store.setStoredReply(Sample.reply, for: Sample.replyKey)
            try store.setStoredReply(Sample.running, for: Sample.runningKey)
            try store.setAccountSettings(Sample.object, of: "account")
            try store.setLease(Sample.lease, name: "turn")
            try store.put(Sample.shared)
            try store.put(Sample.personal)
        }
    }

    static func read(from store: any Store) async throws -> Everything {
        try await store.read { store throws(StoreError) in
            Everything(
                users: try store.users(),
                callLog: try store.callLog(Sample.key),
                draft: try store.draft(of: Sample.key),
                note: try store.cachedNote(
                    session: Sample.key.sessionID,
                    user: Sample.user.id,
                    tenant: Sample.tenant
                ),
                shown: try store.noteShownAt(Sample.key, user: Sample.user.id),
                replies: [try store.storedReply(Sample.replyKey), try store.storedReply(Sample.runningKey)],
                settings: try store.accountSettings("account"),
                lease: try store.lease("turn"),
                adapterRecords: [
                    try store.adapterRecord(Sample.shared.key), try store.adapterRecord(Sample.personal.key),
                ]
            )
        }
    }
}
