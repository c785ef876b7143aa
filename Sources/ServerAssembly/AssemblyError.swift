import CallLog
import Settings

/// Why a server could not be put together: always something for the person who runs it.
public enum AssemblyError: Error, Sendable, CustomStringConvertible {
    /// A setting is missing or unusable.
    case setting(SettingError)
    /// The database cannot be opened.
    case store(StoreError)

    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .setting(let error): error.description
        case .store(let error): "DATABASE_URL: \(error). \(error.advice)"
        }
    }
}
