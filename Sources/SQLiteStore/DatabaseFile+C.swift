import CLibSQLite3
import CallLog
import Glibc

/// The database's place in the file system: private, and known to be local or not.
enum DatabaseFile {
    /// Makes the directory (0700) and the file (0600) if they are missing, whatever the umask says.
    static func prepare(_ path: String) throws(StoreError) {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !directory.isEmpty, unsafe mkdir(directory, 0o700) == 0 {
            // mkdir honours the umask, so a stricter one could lock us out and a missing parent fails below.
            guard unsafe chmod(directory, 0o700) == 0 else { throw StoreError(.cannotOpen, detail: "directory mode") }
        }
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(errno == ENOSPC ? .full : .cannotOpen, detail: "open (errno \(errno))")
        }
        close(descriptor)
    }

    /// Whether the file lies on a network file system, where WAL's shared memory does not work (`statfs(2)`).
    static func isOnNetwork(_ path: String) -> Bool {
        // NFS, SMB, CIFS, SMB2, AFS, CODA, FUSE (sshfs and friends), 9P
        let networkTypes: Set<UInt32> = [
            0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x7375_7245, 0x6573_5546, 0x0102_1997,
        ]
        return unsafe networkTypes.contains(calllog_file_system_type(path))
    }

    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    static func restrict(_ path: String) throws(StoreError) {
        guard unsafe chmod(path, 0o600) == 0 else {
            throw StoreError(.cannotOpen, detail: "file mode (errno \(errno))")
        }
    }
}
