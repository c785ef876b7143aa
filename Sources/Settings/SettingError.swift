/// A setting that is missing or unusable: the name and the problem, never the value.
public struct SettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The environment variable.
    public let name: String
    /// What is wrong and what would be right.
    public let problem: String

    /// - Parameter problem: Read behind the name; never quotes the value.
    public init(_ name: String, _ problem: String) {
        self.name = name
        self.problem = problem
    }

    public var description: String { "\(name) \(problem)" }
}
