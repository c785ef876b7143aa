import StrictJSON

/// A log as it stands in the CRM.
public struct CRMCallLog: Hashable, Sendable {
    public var subject: String
    /// The whole body in the adapter's format; empty if the record has none.
    public var body: String
    public var contactName: String?
    /// Values by manifest field, for the edit form.
    public var dispositions: JSONObject
    /// The CRM's own object, where the contract hands it on.
    public var rawRecord: JSONObject?

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
    public var subject: String?
    public var body: String?
    public var startTime: Timestamp?
    /// Whole seconds.
    public var durationInSeconds: Int64?
    public var additionalSubmission: JSONObject
    public var hashedAccountID: String?

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
