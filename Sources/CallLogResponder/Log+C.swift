import Glibc
import Settings
import StrictJSON
import Synchronization

/// Writes one JSON line per event to standard error or a file.
///
/// Takes only an allow-list of fields: nothing of a query, a body, a header or a person ever comes near it.
final class Log: Sendable {
    private struct Target {
        var descriptor: CInt
    }

    private let path: String?
    private let level: ServerSettings.LogLevel
    private let target: Mutex<Target>

    /// Opens the file for appending (mode 0640), or uses standard error.
    init(path: String?, level: ServerSettings.LogLevel) throws(SettingError) {
        self.path = path
        self.level = level
        guard let path else {
            target = Mutex(Target(descriptor: STDERR_FILENO))
            return
        }
        guard let descriptor = Self.open(path) else {
            throw SettingError("CALLLOG_LOG_FILE", "cannot be opened for writing")
        }
        target = Mutex(Target(descriptor: descriptor))
    }

    /// Opens the file anew, after it was moved away; keeps the old one if that fails.
    func reopen() {
        guard let path, let descriptor = Self.open(path) else { return }
        let old = target.withLock { target in
            let old = target.descriptor
            target.descriptor = descriptor
            return old
        }
        close(old)
    }

    func write(_ event: JSONObject, at level: ServerSettings.LogLevel = .info) {
        guard level.rank <= self.level.rank else { return }
        var line = JSONValue.object(event).encoded
        line.append(UInt8(ascii: "\n"))
        // One write per line: O_APPEND keeps lines of several processes whole.
        target.withLock { target in
            _ = unsafe line.withUnsafeBytes { bytes in
                unsafe Glibc.write(target.descriptor, bytes.baseAddress, bytes.count)
            }
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
