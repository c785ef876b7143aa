import Glibc

/// A request in memory that libfcgi can read like a connection (`memfd_create`).
enum MemoryFile {
    /// A file with these bytes, at its start; `nil` if the process is out of descriptors or memory.
    static func make(_ bytes: [UInt8]) -> Connection? {
        let descriptor = LinuxCalls.memoryFile()
        guard descriptor >= 0 else { return nil }
        let file = Connection(descriptor: descriptor)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { rest in
                unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(written))
            }
            guard count > 0 else { return nil }
            written += count
        }
        return file
    }
}
