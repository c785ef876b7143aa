import Glibc

enum ReadableFile {
    /// Whether this process may read the file (`access`, POSIX).
    static func exists(_ path: String) -> Bool {
        unsafe !path.isEmpty && access(path, R_OK) == 0
    }
}
