import Glibc
import Settings
import StrictJSON
import Synchronization

/// Writes one JSON line per event to standard error or a file.
///
/// Takes only an allow-list of fields: nothing of a query, a body, a header or a person ever comes near it.
///
/// No lock: a line is one write, `O_APPEND` keeps the lines of all threads and processes whole, and a new file takes
/// the place of the old one under the same descriptor. A lock held across the write cost a third of all requests.
final class Log: Sendable {
    private let path: String?
    private let level: ServerSettings.LogLevel
    private let descriptor: CInt
    let bursts = Mutex(Bursts())

    /// Opens the file for appending (mode 0640), or uses standard error.
    init(path: String?, level: ServerSettings.LogLevel) throws(SettingError) {
        self.path = path
        self.level = level
        guard let path else {
            descriptor = STDERR_FILENO
            return
        }
        guard let descriptor = Self.open(path) else {
            throw SettingError("CALLLOG_LOG_FILE", "cannot be opened for writing")
        }
        self.descriptor = descriptor
    }

    /// Opens the file anew, after it was moved away; keeps the old one if that fails.
    func reopen() {
        guard let path, let new = Self.open(path) else { return }
        dup2(new, descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        close(new)
    }

    func write(_ event: JSONObject, at level: ServerSettings.LogLevel = .info) {
        guard level.rank <= self.level.rank else { return }
        var line = JSONValue.object(event).encoded
        line.append(UInt8(ascii: "\n"))
        _ = unsafe line.withUnsafeBytes { bytes in
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    private static func open(_ path: String) -> CInt? {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        return descriptor >= 0 ? descriptor : nil
    }
}

extension ServerSettings.LogLevel {
    fileprivate var rank: Int {
        switch self {
        case .error: 0
        case .info: 1
        case .debug: 2
        }
    }
}
