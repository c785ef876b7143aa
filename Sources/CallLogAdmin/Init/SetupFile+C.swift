import Glibc

/// A file to be put in place, whole or not at all.
struct SetupFile {
    let path: String
    let text: String
    let mode: UInt32

    /// Writes it beside its place and moves it there, so that nobody ever sees half of it.
    ///
    /// - Parameter owner: Whose it becomes; `nil`: ours.
    func write(owner: (user: UInt32, group: UInt32)?) throws(CommandError) {
        let draft = "\(path).new"
        _ = unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        var rest = Array(text.utf8)[...]
        var isWritten = true
        while !rest.isEmpty, isWritten {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            isWritten = count > 0
            rest = rest.dropFirst(max(count, 0))
        }
        if isWritten, let owner { isWritten = fchown(descriptor, owner.user, owner.group) == 0 }
        isWritten = isWritten && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
        let error = errno
        close(descriptor)
        guard isWritten, unsafe rename(draft, path) == 0 else {
            let cause = failure(isWritten ? errno : error)
            _ = unsafe unlink(draft)
            throw cause
        }
    }

    /// Makes a directory, and those above it that are missing; one that is there keeps its mode and owner.
    static func makeDirectory(
        _ path: String,
        mode: UInt32,
        owner: (user: UInt32, group: UInt32)?
    ) throws(CommandError) {
        guard FileFacts(path) == nil else { return }
        let parent = FileFacts.directory(of: path)
        if parent != "/" { try makeDirectory(parent, mode: 0o755, owner: nil) }
        guard unsafe mkdir(path, 0o700) == 0, unsafe chmod(path, mode) == 0 else { throw failure(path, errno) }
        guard let owner else { return }
        guard unsafe chown(path, owner.user, owner.group) == 0 else { throw failure(path, errno) }
    }

    /// Moves a file out of the way, to its name with `.saved`.
    static func keep(_ path: String) throws(CommandError) {
        guard unsafe rename(path, "\(path).saved") == 0 else { throw failure(path, errno) }
    }

    private func failure(_ code: Int32 = errno) -> CommandError { Self.failure(path, code) }

    private static func failure(_ path: String, _ code: Int32) -> CommandError {
        .failed("\(path) cannot be written: \(SystemCause.text(of: code))")
    }
}
