/// A bare text that names something.
///
/// Identifiers are types of their own, so that a session cannot be passed where a log is meant.
public protocol TextIdentifier: RawRepresentable, Hashable, Sendable, CustomStringConvertible,
    ExpressibleByStringLiteral
where RawValue == String {
    /// Takes any text: what it names may not exist.
    init(rawValue: String)
}

extension TextIdentifier {
    /// For names that stand in code.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public var description: String { rawValue }
}

/// The name of an adapter, `testCRM` or `pipedrive`; the `platform` claim of a session token.
public struct Platform: TextIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The primary key of a user within a platform, `777-4242-pipedrive`; the `id` claim of a session token.
public struct CRMUserID: TextIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A RingCentral call session, a decimal text such as `4503991234567`.
public struct CallSessionID: TextIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Whether this is the client's way of saying "no session yet": blank, or nothing but zeros.
    public var isPlaceholder: Bool {
        let trimmed = rawValue.utf8.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        return trimmed.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}

/// A record in the CRM; `logId` on the wire.
public struct CRMLogID: TextIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A contact in the CRM.
public struct ContactID: TextIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One customer of a CRM: the platform and the lower-case CRM host, which is empty where a platform has none.
///
/// Everything stored is scoped by it, so one company never sees another's calls.
public struct Tenant: Hashable, Sendable {
    /// The CRM.
    public let platform: Platform
    /// In lower case, `acme.pipedrive.com`; empty where a platform has none.
    public let host: String

    /// Puts the host in lower case.
    public init(platform: Platform, host: String) {
        self.platform = platform
        self.host = host.lowercased()
    }
}
