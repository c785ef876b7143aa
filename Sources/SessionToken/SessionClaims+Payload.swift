import CallLog
import StrictJSON

extension SessionClaims {
    /// How far `iat` and `nbf` may lie ahead, since two servers' clocks are never quite alike.
    static let clockTolerance = Duration.seconds(60)

    private static let textLimitInBytes = 255

    /// The claims as JSON, in the order of contract 2.1; `nil` if ``init(payload:form:now:)`` would not take them back.
    var payload: [UInt8]? {
        let texts = [userID.rawValue, platform.rawValue] + (sessionVersion.map { [$0] } ?? [])
        // JSON can spell U+0000, but our parser refuses it.
        guard texts.allSatisfy({ Self.isAcceptable($0) && !$0.utf8.contains(0) }) else { return nil }
        guard expiresAt.isWithinClaimRange, issuedAt?.isWithinClaimRange ?? true else { return nil }
        var object: JSONObject = ["id": .string(userID.rawValue), "platform": .string(platform.rawValue)]
        object["iat"] = issuedAt.map { .integer($0.seconds) }
        object["exp"] = .integer(expiresAt.seconds)
        object["ver"] = sessionVersion.map { .string($0) }
        return JSONValue.object(object).encoded
    }

    /// Reads the claims of an authentic token and judges its times; claims that we do not know are ignored.
    init(payload: [UInt8], form: Form, now: Timestamp) throws(SessionTokenError) {
        guard let document = try? JSONValue(parsing: payload), let object = document.objectValue,
            let userID = object["id"]?.stringValue, Self.isAcceptable(userID),
            let platform = object["platform"]?.stringValue, Self.isAcceptable(platform),
            let expiresAt = object["exp"]?.numberValue?.claimedTime
        else { throw .malformed }
        let version = object["ver"]?.stringValue
        guard object["ver"] == nil || version.map(Self.isAcceptable) == true else { throw .malformed }

        self.init(
            userID: CRMUserID(rawValue: userID),
            platform: Platform(rawValue: platform),
            issuedAt: try Self.time("iat", in: object),
            expiresAt: expiresAt,
            sessionVersion: version,
            form: form
        )
        let notBefore = try Self.time("nbf", in: object)
        guard now < expiresAt else { throw .expired(self) }
        let latestStart = now + Self.clockTolerance
        guard issuedAt.map({ $0 <= latestStart }) ?? true, notBefore.map({ $0 <= latestStart }) ?? true else {
            throw .notYetValid
        }
    }

    private static func isAcceptable(_ text: String) -> Bool {
        (1...textLimitInBytes).contains(text.utf8.count)
    }

    /// A claim that may be absent, but if it is there, is a number.
    private static func time(_ name: String, in object: JSONObject) throws(SessionTokenError) -> Timestamp? {
        guard let value = object[name] else { return nil }
        guard let time = value.numberValue?.claimedTime else { throw .malformed }
        return time
    }
}

extension JSONNumber {
    /// Seconds since 1970, which may have a fraction (RFC 7519 section 2, NumericDate); `nil` if out of range.
    fileprivate var claimedTime: Timestamp? {
        if let whole = int64 {
            guard abs(Double(whole)) <= Timestamp.claimLimitInSeconds else { return nil }
            return Timestamp(seconds: whole)
        }
        guard let seconds = double, abs(seconds) <= Timestamp.claimLimitInSeconds else { return nil }
        let milliseconds = seconds * 1000
        let towardsZero = Int64(milliseconds)
        return Timestamp(milliseconds: Double(towardsZero) > milliseconds ? towardsZero - 1 : towardsZero)
    }
}

extension Timestamp {
    /// The range of a JavaScript `Date`, in which issuers compute; far beyond it, arithmetic would overflow.
    fileprivate static let claimLimitInSeconds = 8_640_000_000_000.0

    fileprivate var isWithinClaimRange: Bool { abs(Double(seconds)) <= Self.claimLimitInSeconds }
}
