import Glibc

enum ReadableFile {
    /// Whether `path` leads to a file that this process may read (`access`) and that is not empty (`stat`).
    ///
    /// Not a directory: libcurl would take one and then find no certificate in it.
    static func hasContents(_ path: String) -> Bool {
        var status = stat()
        guard !path.isEmpty, unsafe access(path, R_OK) == 0, unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
    }
}
