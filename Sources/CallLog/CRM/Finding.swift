/// One thing that was looked at: how it stands, and what to do about it.
public struct Finding: Hashable, Sendable {
    public enum Level: String, Sendable, CaseIterable {
        case ok
        /// Works now, and may not always.
        case warn
        case fail
    }

    public let level: Level
    /// What was looked at, in a word: `budget`.
    public let subject: String
    /// How it stands, in one line and without secrets.
    public let text: String
    /// What the person should do; `nil` if nothing.
    public let advice: String?

    public static func ok(_ subject: String, _ text: String) -> Finding {
        Finding(level: .ok, subject: subject, text: text, advice: nil)
    }

    public static func warn(_ subject: String, _ text: String, advice: String) -> Finding {
        Finding(level: .warn, subject: subject, text: text, advice: advice)
    }

    public static func fail(_ subject: String, _ text: String, advice: String) -> Finding {
        Finding(level: .fail, subject: subject, text: text, advice: advice)
    }
}
