/// The unique key of a row: one owner's log of one session at one tenant.
public struct CallLogKey: Hashable, Sendable {
    public var tenant: Tenant
    public var sessionID: CallSessionID
    /// ``ExtensionIdentity/owner(for:)``.
    public var owner: String

    public init(tenant: Tenant, sessionID: CallSessionID, owner: String) {
        self.tenant = tenant
        self.sessionID = sessionID
        self.owner = owner
    }
}

/// One row: which CRM record a call belongs to, or what became of the attempt to write one.
public struct CallLogRecord: Hashable, Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// Claimed; the CRM has not answered yet.
        case pending
        /// The CRM may have written a record: only looking can tell.
        case unknown
        case done
        /// Certainly not executed: free to be logged again.
        case failed
        /// The record was deleted in the CRM: free to be logged again.
        case gone

        /// Whether the call is being logged or is logged.
        public var blocksCreate: Bool { self == .pending || self == .unknown || self == .done }
        public var isUndecided: Bool { self == .pending || self == .unknown }
    }

    public var key: CallLogKey
    /// Names the attempt in logs; random.
    public var operationID: String
    public var state: State
    /// Goes up whenever the row changes hands; a holder with an older number has lost it.
    public var fence: Int64
    /// Who works on the row until `leaseUntil`; `nil` when nobody does.
    public var leaseOwner: String?
    public var leaseUntil: Timestamp
    /// When the row was first claimed for its present draft.
    public var claimedAt: Timestamp
    /// The last moment at which a request that writes may have left; `nil` if none may have.
    public var lastSend: Timestamp?
    /// When an undecided row is to be looked at again.
    public var dueAt: Timestamp?
    /// How often it was looked at.
    public var attempts: Int
    /// SHA-256 of what was asked, to tell a repeat from another request.
    public var requestDigest: [UInt8]
    /// SHA-256 of the draft's recognisable part; `nil` once decided.
    public var payloadDigest: [UInt8]?
    public var userID: CRMUserID
    public var identity: ExtensionIdentity
    public var telephonySessionID: String?
    public var contactID: ContactID
    public var crmLogID: CRMLogID?
    public var noteFingerprint: NoteFingerprint?
    /// ``CRMError/description`` of the last failure.
    public var failure: String?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        key: CallLogKey,
        operationID: String,
        state: State,
        fence: Int64 = 1,
        leaseOwner: String? = nil,
        leaseUntil: Timestamp,
        claimedAt: Timestamp,
        lastSend: Timestamp? = nil,
        dueAt: Timestamp? = nil,
        attempts: Int = 0,
        requestDigest: [UInt8],
        payloadDigest: [UInt8]? = nil,
        userID: CRMUserID,
        identity: ExtensionIdentity,
        telephonySessionID: String? = nil,
        contactID: ContactID,
        crmLogID: CRMLogID? = nil,
        noteFingerprint: NoteFingerprint? = nil,
        failure: String? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.key = key
        self.operationID = operationID
        self.state = state
        self.fence = fence
        self.leaseOwner = leaseOwner
        self.leaseUntil = leaseUntil
        self.claimedAt = claimedAt
        self.lastSend = lastSend
        self.dueAt = dueAt
        self.attempts = attempts
        self.requestDigest = requestDigest
        self.payloadDigest = payloadDigest
        self.userID = userID
        self.identity = identity
        self.telephonySessionID = telephonySessionID
        self.contactID = contactID
        self.crmLogID = crmLogID
        self.noteFingerprint = noteFingerprint
        self.failure = failure
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
