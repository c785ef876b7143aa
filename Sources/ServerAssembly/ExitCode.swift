/// How our programs end (`sysexits.h`).
public enum ExitCode: Int32, Sendable {
    /// Everything was done.
    case success = 0
    /// Something went wrong while running.
    case failure = 1
    /// The command line is wrong (`EX_USAGE`).
    case usage = 64
    /// A setting is wrong, or the database cannot be opened (`EX_CONFIG`).
    case configuration = 78
}
