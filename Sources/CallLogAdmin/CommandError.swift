import CallLog
import ServerAssembly

/// A command could not do its work; each kind has its exit status.
enum CommandError: Error, CustomStringConvertible {
    case usage(UsageError)
    case assembly(AssemblyError)
    case store(StoreError)
    /// What is wrong and what to do about it.
    case failed(String)

    var description: String {
        switch self {
        case .usage(let error): error.description
        case .assembly(let error): error.description
        case .store(let error): "\(error). \(error.advice)"
        case .failed(let text): text
        }
    }

    var exitCode: ExitCode {
        switch self {
        case .usage: .usage
        case .assembly: .configuration
        case .store, .failed: .failure
        }
    }
}
