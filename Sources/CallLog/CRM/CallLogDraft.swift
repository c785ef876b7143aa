import StrictJSON

/// A call log about to be written: everything an adapter needs, so that a claim row can keep it and a later process
/// can write or recognise the very same record.
public struct CallLogDraft: Hashable, Sendable {
    /// The call.
    public var sessionID: CallSessionID
    /// Whom the call is logged on.
    public var contact: CallContact
    /// `nil` if the client named none.
    public var direction: Call.Direction?
    /// The record's title: the form's, or made from direction and contact.
    public var subject: String
    /// The composed log body in the adapter's format.
    public var body: String
    /// The agent's note as typed.
    public var note: String
    /// When the call began; `nil` if the client did not say, or nothing we can read.
    public var startTime: Timestamp?
    /// Whole seconds; `nil` while the client does not know.
    public var durationInSeconds: Int64?
    /// Form values by manifest field (contract 3.4).
    public var additionalSubmission: JSONObject
    /// Hash of the RingCentral account, for account-level settings.
    public var hashedAccountID: String?

    /// Without further form values or account, unless said otherwise.
    public init(
        sessionID: CallSessionID,
        contact: CallContact,
        direction: Call.Direction?,
        subject: String,
        body: String,
        note: String,
        startTime: Timestamp?,
        durationInSeconds: Int64?,
        additionalSubmission: JSONObject = [:],
        hashedAccountID: String? = nil
    ) {
        self.sessionID = sessionID
        self.contact = contact
        self.direction = direction
        self.subject = subject
        self.body = body
        self.note = note
        self.startTime = startTime
        self.durationInSeconds = durationInSeconds
        self.additionalSubmission = additionalSubmission
        self.hashedAccountID = hashedAccountID
    }
}

/// The contact a call is logged on.
public struct CallContact: Hashable, Sendable {
    /// As the CRM's own search gave it.
    public var id: ContactID
    /// One of ``AdapterProfile/contactTypes``; empty if the client did not say.
    public var type: String
    /// As the form showed it; empty if unknown.
    public var name: String
    /// The number on the contact's side of the call; empty if unknown.
    public var phoneNumber: String

    /// What is not given is empty.
    public init(id: ContactID, type: String = "", name: String = "", phoneNumber: String = "") {
        self.id = id
        self.type = type
        self.name = name
        self.phoneNumber = phoneNumber
    }
}
