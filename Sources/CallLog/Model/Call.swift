import StrictJSON

/// One RingCentral call as the client describes it (contract 3.3); everything but the session may be missing.
public struct Call: Hashable, Sendable {
    public enum Direction: String, Sendable {
        case inbound = "Inbound"
        case outbound = "Outbound"
    }

    public var sessionID: CallSessionID?
    public var telephonySessionID: String?
    /// `nil` if the client named none or one we do not know; then the call counts as outbound for the contact number.
    public var direction: Direction?
    public var from: CallParty?
    public var to: CallParty?
    /// As sent: ISO 8601 text, epoch milliseconds, or epoch milliseconds as text.
    public var startTime: JSONValue?
    /// As sent: a number of seconds, such a number as text, or a word such as `pending`.
    public var duration: JSONValue?
    public var result: String?
    public var legs: [CallLeg]

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
    public var name: String?
    public var phoneNumber: String?
    public var extensionNumber: String?

    public init(name: String? = nil, phoneNumber: String? = nil, extensionNumber: String? = nil) {
        self.name = name
        self.phoneNumber = phoneNumber
        self.extensionNumber = extensionNumber
    }
}

/// One step of a call's journey (contract 8.6).
public struct CallLeg: Hashable, Sendable {
    public var direction: Call.Direction?
    public var legType: String?
    public var from: CallParty?
    public var to: CallParty?
    public var duration: JSONValue?

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
