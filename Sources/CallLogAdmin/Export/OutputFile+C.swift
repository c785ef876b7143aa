import Glibc

/// Where an export goes: a new file that only its owner reads, or standard output.
struct OutputFile {
    private let path: String?
    private let descriptor: CInt

    /// - Parameter path: A file that is not there yet; `nil`: standard output.
    init(path: String?) throws(CommandError) {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let cause = errno == EEXIST ? "it exists already" : SystemCause.text(of: errno)
            throw .failed("\(path) cannot be written: \(cause)")
        }
    }

    func write(_ text: String) throws(CommandError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Waits until the file is on the disk, and closes it.
    func finish() throws(CommandError) {
        guard path != nil else { return }
        guard fsync(descriptor) == 0 else { throw failure() }
        guard close(descriptor) == 0 else { throw failure() }
    }

    /// Removes a file that did not become whole.
    func discard() {
        guard let path else { return }
        _ = unsafe unlink(path)
    }

    private func failure() -> CommandError {
        .failed("\(path ?? "standard output") cannot be written: \(SystemCause.text(of: errno))")
    }
}
