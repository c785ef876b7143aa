import StrictJSON

/// One RingCentral call as the client describes it (contract 3.3); everything but the session may be missing.
public struct Call: Hashable, Sendable {
    /// Seen from the RingCentral user; spelled as the client does.
    public enum Direction: String, Sendable {
        /// The user was called.
        case inbound = "Inbound"
        /// The user called.
        case outbound = "Outbound"
    }

    /// RingCentral's id of the call, shared by all its legs.
    public var sessionID: CallSessionID?
    /// RingCentral's second id, `s-a0d17f24b3cf1z…`.
    public var telephonySessionID: String?
    /// `nil` if the client named none or one we do not know; then the call counts as outbound for the contact number.
    public var direction: Direction?
    /// Who called.
    public var from: CallParty?
    /// Who was called.
    public var to: CallParty?
    /// As sent: ISO 8601 text, epoch milliseconds, or epoch milliseconds as text.
    public var startTime: JSONValue?
    /// As sent: a number of seconds, such a number as text, or a word such as `pending`.
    public var duration: JSONValue?
    /// RingCentral's word, `Call connected` or `Missed`.
    public var result: String?
    /// Where the call went, in order; empty if the client did not say.
    public var legs: [CallLeg]

    /// A call of which nothing is known but what is given.
    public init(
        sessionID: CallSessionID? = nil,
        telephonySessionID: String? = nil,
        direction: Direction? = nil,
        from: CallParty? = nil,
        to: CallParty? = nil,
        startTime: JSONValue? = nil,
        duration: JSONValue? = nil,
        result: String? = nil,
        legs: [CallLeg] = []
    ) {
        self.sessionID = sessionID
        self.telephonySessionID = telephonySessionID
        self.direction = direction
        self.from = from
        self.to = to
        self.startTime = startTime
        self.duration = duration
        self.result = result
        self.legs = legs
    }

    /// The party that is not ours: the caller of an inbound call, else the one called (contract 3.7 step 9).
    public var contactParty: CallParty? { direction == .inbound ? from : to }

    /// The RingCentral user's side of the call.
    public var ownParty: CallParty? { direction == .inbound ? to : from }
}

/// One end of a call.
public struct CallParty: Hashable, Sendable {
    /// As RingCentral or the address book has it.
    public var name: String?
    /// E.164 where RingCentral knows it, `+16505550100`.
    public var phoneNumber: String?
    /// Within the company, `101`.
    public var extensionNumber: String?

    /// An end of which nothing is known but what is given.
    public init(name: String? = nil, phoneNumber: String? = nil, extensionNumber: String? = nil) {
        self.name = name
        self.phoneNumber = phoneNumber
        self.extensionNumber = extensionNumber
    }
}

/// One step of a call's journey (contract 8.6).
public struct CallLeg: Hashable, Sendable {
    /// Seen from the RingCentral user.
    public var direction: Call.Direction?
    /// RingCentral's word: `Accept`, `PstnToSip`, `FindMe`.
    public var legType: String?
    /// Where this step came from.
    public var from: CallParty?
    /// Where it went.
    public var to: CallParty?
    /// As sent: a number of seconds, or such a number as text.
    public var duration: JSONValue?

    /// A step of which nothing is known but what is given.
    public init(
        direction: Call.Direction? = nil,
        legType: String? = nil,
        from: CallParty? = nil,
        to: CallParty? = nil,
        duration: JSONValue? = nil
    ) {
        self.direction = direction
        self.legType = legType
        self.from = from
        self.to = to
        self.duration = duration
    }
}

extension Call {
    /// Whole seconds, rounded to the nearest; `nil` for `pending`, other words and anything negative.
    public var durationInSeconds: Int64? {
        let seconds: Double?
        switch duration {
        case .number(let number): seconds = number.double
        case .string(let text): seconds = Double(text)
        default: seconds = nil
        }
        guard let seconds, seconds >= 0, seconds < 1e9 else { return nil }
        return Int64(seconds.rounded())
    }
}
