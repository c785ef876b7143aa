/// A text that must never be printed.
///
/// Its descriptions show dots; the text itself is asked for by name at the one place that sends or seals it.
public protocol SecretText: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The secret itself: only for the request that needs it, or to be sealed.
    var exposedText: String { get }
}

extension SecretText {
    public var description: String { "\(Self.self)(•••)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What authenticates us at the CRM: an OAuth access token or an API key.
public struct AccessToken: SecretText {
    public let exposedText: String
    /// The token or key as the CRM gave it.
    public init(_ text: String) { exposedText = text }
}

/// What renews an OAuth access token.
public struct RefreshToken: SecretText {
    public let exposedText: String
    /// The token as the CRM gave it.
    public init(_ text: String) { exposedText = text }
}
