/// The unique key of a row: one owner's log of one session at one tenant.
public struct CallLogKey: Hashable, Sendable {
    /// The company of the CRM.
    public var tenant: Tenant
    /// The call.
    public var sessionID: CallSessionID
    /// ``ExtensionIdentity/owner(for:)``.
    public var owner: String

    /// - Parameter owner: ``ExtensionIdentity/owner(for:)``.
    public init(tenant: Tenant, sessionID: CallSessionID, owner: String) {
        self.tenant = tenant
        self.sessionID = sessionID
        self.owner = owner
    }
}

/// One row: which CRM record a call belongs to, or what became of the attempt to write one.
public struct CallLogRecord: Hashable, Sendable {
    /// How far the call has come; the raw values stand in the database.
    public enum State: String, Sendable, CaseIterable {
        /// Claimed; the CRM has not answered yet.
        case pending
        /// The CRM may have written a record: only looking can tell.
        case unknown
        /// Logged as ``CallLogRecord/crmLogID``.
        case done
        /// Certainly not executed: free to be logged again.
        case failed
        /// The record was deleted in the CRM: free to be logged again.
        case gone

        /// Whether the call is being logged or is logged.
        public var blocksCreate: Bool { self == .pending || self == .unknown || self == .done }
        /// Whether somebody, or the reconciler, still has to find out.
        public var isUndecided: Bool { self == .pending || self == .unknown }
    }

    /// Unique among all rows.
    public var key: CallLogKey
    /// Names the attempt in logs; random.
    public var operationID: String
    /// How far the call has come.
    public var state: State
    /// Goes up whenever the row changes hands; a holder with an older number has lost it.
    public var fence: Int64
    /// Who works on the row until `leaseUntil`; `nil` when nobody does.
    public var leaseOwner: String?
    /// From then on anybody may take the row over.
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
    /// Who logs or logged the call.
    public var userID: CRMUserID
    /// From which RingCentral extension.
    public var identity: ExtensionIdentity
    /// RingCentral's second id of the call, if the client named it.
    public var telephonySessionID: String?
    /// Whom it is logged on.
    public var contactID: ContactID
    /// The CRM's record; `nil` until there is one.
    public var crmLogID: CRMLogID?
    /// Of the note as last written; `nil` if none was.
    public var noteFingerprint: NoteFingerprint?
    /// ``CRMError/description`` of the last failure.
    public var failure: String?
    /// When the row was made; putting it again does not change it.
    public var createdAt: Timestamp
    /// When the row last changed.
    public var updatedAt: Timestamp

    /// A first claim, held by nobody, unless said otherwise.
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
