import Glibc
import Settings
import StrictJSON
import Synchronization

/// Writes one JSON line per event to standard error or a file.
///
/// Takes only an allow-list of fields: nothing of a query, a body, a header or a person ever comes near it.
///
/// No lock: `O_APPEND` keeps the lines of all threads and processes whole, and a new file takes the place of the old
/// one under the same descriptor. A lock held across the write cost a third of all requests.
final class Log: Sendable {
    private let path: String?
    private let level: ServerSettings.LogLevel
    private let descriptor: CInt
    private let gatherer = AtomicLazyReference<LineGatherer>()
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
        gatherer.load()?.flush()
        guard let path, let new = Self.open(path) else { return }
        dup2(new, descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        close(new)
    }

    /// From now on, lines of requests are written together every few milliseconds.
    ///
    /// To be called when signals are blocked: the thread that writes must not be the one to take them.
    func startGathering() {
        guard gatherer.load() == nil else { return }
        let descriptor = descriptor
        guard let new = LineGatherer(write: { Self.write($0, to: descriptor) }) else { return }
        _ = gatherer.storeIfNil(new)
    }

    /// Writes all that was held back; at the end of the process.
    func end() {
        endBursts()
        gatherer.load()?.end()
    }

    /// Writes a line at once.
    func write(_ event: JSONObject, at level: ServerSettings.LogLevel = .info) {
        guard admits(level) else { return }
        gatherer.load()?.flush()
        Self.write(JSONValue.object(event).encoded + [UInt8(ascii: "\n")], to: descriptor)
    }

    /// Writes a line that ends in a line feed, some milliseconds later if lines are gathered.
    func gather(_ line: [UInt8]) {
        if gatherer.load()?.add(line) == true { return }
        Self.write(line, to: descriptor)
    }

    /// Whether lines of this level are wanted.
    func admits(_ level: ServerSettings.LogLevel) -> Bool { level.rank <= self.level.rank }

    private static func write(_ lines: [UInt8], to descriptor: CInt) {
        _ = unsafe lines.withUnsafeBytes { bytes in
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
