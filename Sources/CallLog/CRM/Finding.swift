/// One thing that was looked at: how it stands, and what to do about it.
public struct Finding: Hashable, Sendable {
    /// How something stands; the raw value is the word that begins its line.
    public enum Level: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// Works now, and may not always.
        case warn
        /// Calls are not logged, or not safely, until it is mended.
        case fail
    }

    /// How it stands.
    public let level: Level
    /// What was looked at, in a word: `budget`.
    public let subject: String
    /// How it stands, in one line and without secrets.
    public let text: String
    /// What the person should do; `nil` if nothing.
    public let advice: String?

    /// As it should be; there is nothing to do.
    public static func ok(_ subject: String, _ text: String) -> Finding {
        Finding(level: .ok, subject: subject, text: text, advice: nil)
    }

    /// Works now, and may not always.
    public static func warn(_ subject: String, _ text: String, advice: String) -> Finding {
        Finding(level: .warn, subject: subject, text: text, advice: advice)
    }

    /// Has to be mended.
    public static func fail(_ subject: String, _ text: String, advice: String) -> Finding {
        Finding(level: .fail, subject: subject, text: text, advice: advice)
    }
}
