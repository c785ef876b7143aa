/// How our programs end (`sysexits.h`).
public enum ExitCode: Int32, Sendable {
    case success = 0
    case failure = 1
    case usage = 64
    case configuration = 78
}
