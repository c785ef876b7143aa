/// Why a sealed value could not be made or read.
public enum SealingError: Error, Hashable, Sendable {
    /// Not one of our blobs: too short, or of an unknown version.
    case malformed
    /// Sealed with a key we do not have.
    case unknownKey
    /// Altered, or sealed for another context.
    case notAuthentic
    /// The cryptography library failed: out of memory, or no random bytes.
    case unavailable
}

extension SealingError: CustomStringConvertible {
    /// Fit for a log line.
    public var description: String {
        switch self {
        case .malformed: "sealed value is malformed"
        case .unknownKey: "sealed value was made with another data key"
        case .notAuthentic: "sealed value was altered or belongs to another row"
        case .unavailable: "cryptography library failed"
        }
    }

    /// What the operator should do next.
    public var advice: String {
        switch self {
        case .unknownKey: "Set CALLLOG_DATA_KEY (or APP_SERVER_SECRET_KEY) to the value the data was written with."
        case .malformed, .notAuthentic: "Let the user sign in to the CRM again; the stored value cannot be trusted."
        case .unavailable: "Check the memory available to the process and restart it."
        }
    }
}
