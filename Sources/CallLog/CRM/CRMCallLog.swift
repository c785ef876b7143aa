import StrictJSON

/// A log as it stands in the CRM.
public struct CRMCallLog: Hashable, Sendable {
    /// The record's title; empty if it has none.
    public var subject: String
    /// The whole body in the adapter's format; empty if the record has none.
    public var body: String
    /// The name of the contact as the CRM shows it now; `nil` if the record does not tell.
    public var contactName: String?
    /// Values by manifest field, for the edit form.
    public var dispositions: JSONObject
    /// The CRM's own object, where the contract hands it on.
    public var rawRecord: JSONObject?

    /// A log without what is not given.
    public init(
        subject: String,
        body: String,
        contactName: String? = nil,
        dispositions: JSONObject = [:],
        rawRecord: JSONObject? = nil
    ) {
        self.subject = subject
        self.body = body
        self.contactName = contactName
        self.dispositions = dispositions
        self.rawRecord = rawRecord
    }
}

/// A change to a log; `nil` leaves the CRM's value alone.
public struct CallLogRevision: Hashable, Sendable {
    /// The record's new title.
    public var subject: String?
    /// The whole new body in the adapter's format.
    public var body: String?
    /// When the call began.
    public var startTime: Timestamp?
    /// Whole seconds.
    public var durationInSeconds: Int64?
    /// Form values by manifest field (contract 3.4); a field that is absent stays.
    public var additionalSubmission: JSONObject
    /// Hash of the RingCentral account, for account-level settings.
    public var hashedAccountID: String?

    /// A change of what is given.
    public init(
        subject: String? = nil,
        body: String? = nil,
        startTime: Timestamp? = nil,
        durationInSeconds: Int64? = nil,
        additionalSubmission: JSONObject = [:],
        hashedAccountID: String? = nil
    ) {
        self.subject = subject
        self.body = body
        self.startTime = startTime
        self.durationInSeconds = durationInSeconds
        self.additionalSubmission = additionalSubmission
        self.hashedAccountID = hashedAccountID
    }
}
