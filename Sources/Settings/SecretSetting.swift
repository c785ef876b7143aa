/// The text of a secret setting; prints as dots.
public struct SecretSetting: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself: only for what makes a key of it.
    public let exposedText: String

    init(_ text: String) {
        self.exposedText = text
    }

    public var description: String { "SecretSetting(•••)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
