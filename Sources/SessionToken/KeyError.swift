/// Why a configured key cannot be used; never says what the key is.
public enum KeyError: Error, Hashable, Sendable {
    /// There is no text at all.
    case empty
    /// The text is shorter than that.
    case tooShort(minimumInBytes: Int)
    /// One byte over and over: a placeholder, not a key.
    case oneRepeatedByte
    /// The cryptography library lacks an algorithm, or memory has run out.
    case unavailable
}

extension KeyError: CustomStringConvertible {
    /// What is wrong, to be put behind the name of the setting: `is shorter than 32 bytes`.
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .tooShort(let minimum): "is shorter than \(minimum) bytes"
        case .oneRepeatedByte: "repeats a single byte"
        case .unavailable: "cannot be used: the cryptography library failed"
        }
    }

    /// What the operator should do next.
    public var advice: String {
        switch self {
        case .empty, .tooShort, .oneRepeatedByte: "Make one with: openssl rand -hex 32"
        case .unavailable: "Check that OpenSSL 3 with its default provider is installed."
        }
    }
}
