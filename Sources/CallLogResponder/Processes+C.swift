import Glibc

/// Other processes, by their id.
enum Processes {
    static var own: Int32 { getpid() }

    static func terminate(_ pid: Int32) { kill(pid, SIGTERM) }

    static func killNow(_ pid: Int32) { kill(pid, SIGKILL) }

    static func reopenLog(_ pid: Int32) { kill(pid, SIGUSR1) }

    /// The next child that has ended, without waiting; `nil` if there is none.
    static func nextEnded() -> (pid: Int32, ending: Ending)? {
        var status: CInt = 0
        while true {
            let pid = unsafe waitpid(-1, &status, WNOHANG)
            if pid > 0 {
                let signal = status & 0x7F
                return (pid, signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal))
            }
            guard pid < 0, errno == EINTR else { return nil }
        }
    }

    /// Memory in RAM that a process holds, in bytes (`/proc/PID/statm`, second field); `nil` if it is gone.
    static func residentBytes(of pid: Int32) -> Int? {
        let file = unsafe open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The path by which this program can be started again, also when another file has taken its place by then.
    ///
    /// `/proc/self/exe` names the file behind every link, and "(deleted)" once it was replaced; so the name we were
    /// started by is taken if it leads to the same file, as the one that an upgrade keeps right.
    static func ownPath(startedAs name: String, searching path: String?) -> String? {
        var candidates: [String] = []
        if name.hasPrefix("/") {
            candidates = [name]
        } else if name.contains("/") {
            if let directory = currentDirectory() { candidates = ["\(directory)/\(name)"] }
        } else {
            candidates = (path ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
        }
        let own = identity(of: "/proc/self/exe")
        return candidates.first { own != nil && identity(of: $0) == own } ?? link("/proc/self/exe")
    }

    private struct Identity: Equatable {
        let device: dev_t
        let number: ino_t
    }

    private static func identity(of path: String) -> Identity? {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return nil }
        return Identity(device: information.st_dev, number: information.st_ino)
    }

    private static func currentDirectory() -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        return unsafe getcwd(&buffer, buffer.count).map { unsafe String(cString: $0) }
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
