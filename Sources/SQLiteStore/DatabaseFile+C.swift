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
        if try create(path), geteuid() == 0 { try give(path, toOwnerOf: directory.isEmpty ? "/" : directory) }
    }

    /// Lets the owner of the directory own the file too: root may be the first to need a service's database, and the
    /// service has to open it.
    private static func give(_ path: String, toOwnerOf directory: String) throws(StoreError) {
        var status = stat()
        guard unsafe stat(directory, &status) == 0, unsafe chown(path, status.st_uid, status.st_gid) == 0 else {
            throw StoreError(.cannotOpen, detail: "file owner (errno \(errno))")
        }
    }

    /// Makes an empty file of mode 0600; `false` if there is one already.
    ///
    /// By `mknod`, without a descriptor: closing one would end the locks that this process's other connections to the
    /// file hold (`fcntl(2)`).
    static func create(_ path: String) throws(StoreError) -> Bool {
        guard unsafe mknod(path, S_IFREG | 0o600, 0) == 0 else {
            if errno == EEXIST { return false }
            throw StoreError(errno == ENOSPC ? .full : .cannotOpen, detail: "create (errno \(errno))")
        }
        guard unsafe chmod(path, 0o600) == 0 else {
            throw StoreError(.cannotOpen, detail: "file mode (errno \(errno))")
        }
        return true
    }

    /// Whether the file lies on a network file system, where WAL's shared memory does not work (`statfs(2)`).
    static func isOnNetwork(_ path: String) -> Bool {
        // NFS, SMB, CIFS, SMB2, AFS (two), CODA, FUSE (sshfs, GlusterFS and friends), 9P; Ceph, Lustre, GFS2, OCFS2,
        // GPFS, BeeGFS
        let networkTypes: Set<UInt32> = [
            0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x6B41_4653, 0x7375_7245, 0x6573_5546, 0x0102_1997,
            0x00C3_6400, 0x0BD0_0BD0, 0x0116_1970, 0x7461_636F, 0x4750_4653, 0x1983_0326,
        ]
        return unsafe networkTypes.contains(calllog_file_system_type(path))
    }

    /// Waits until a file that no connection has open is on the disk.
    static func flush(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(.cannotOpen, detail: "open (errno \(errno))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError(.inputOutput, detail: "fsync (errno \(errno))") }
    }

    /// Removes a file that did not become what it should; one that cannot be removed stays.
    static func discard(_ path: String) {
        _ = unsafe unlink(path)
    }
}
