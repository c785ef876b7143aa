import Glibc

/// What the file system says about a path (`stat(2)`).
struct FileFacts {
    let isDirectory: Bool
    /// The permission bits, such as `0o640`.
    let mode: UInt32
    let userID: UInt32
    let groupID: UInt32
    let sizeInBytes: Int64

    /// `nil` if there is nothing, or nothing that we may see.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        mode = status.st_mode & 0o7777
        userID = status.st_uid
        groupID = status.st_gid
        sizeInBytes = Int64(status.st_size)
    }

    /// `0640 root:calllog`
    var text: String { "\(Self.text(of: mode)) \(owner)" }

    var owner: String { "\(Accounts.user(userID)):\(Accounts.group(groupID))" }

    static func text(of mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether this process may read the file, or enter the directory and write in it (`access(2)`).
    static func mayUse(_ path: String, isDirectory: Bool = false) -> Bool {
        unsafe access(path, isDirectory ? R_OK | W_OK | X_OK : R_OK) == 0
    }

    /// How much a user may still write to the file system that holds `path`; `nil` if it does not tell.
    static func freeBytes(at path: String) -> Int64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }

    /// The directory of an absolute path.
    static func directory(of path: String) -> String {
        let names = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return names.count < 2 ? "/" : names.joined(separator: "/")
    }

    /// Whose rights this process has.
    static var ownUserID: UInt32 { geteuid() }

    /// Our own program, as the system knows it; `nil` without `/proc`.
    static var ownPath: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(validating: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The name of this machine (`gethostname(2)`).
    static var hostName: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
