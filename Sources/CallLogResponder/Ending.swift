import ServerAssembly

/// How a process ended.
enum Ending: Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)

    /// The exit status that says a setting is wrong.
    var configurationStatus: Int32? {
        self == .exited(ExitCode.configuration.rawValue) ? ExitCode.configuration.rawValue : nil
    }

    var description: String {
        switch self {
        case .exited(let status): "exit \(status)"
        case .killed(let signal): "signal \(signal)"
        }
    }
}
