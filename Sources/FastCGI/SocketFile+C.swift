import Glibc

/// The file of a Unix socket that we made.
struct SocketFile: Sendable {
    private let path: String
    private let device: dev_t
    private let number: ino_t

    /// - Returns: `nil` if there is none.
    init?(at path: String) {
        guard let (device, number) = Self.identity(of: path) else { return nil }
        self.path = path
        self.device = device
        self.number = number
    }

    /// Removes it, unless someone put another file in its place.
    func remove() {
        guard let (device, number) = Self.identity(of: path), device == self.device, number == self.number else {
            return
        }
        _ = unsafe unlink(path)
    }

    private static func identity(of path: String) -> (dev_t, ino_t)? {
        var information = stat()
        guard unsafe lstat(path, &information) == 0 else { return nil }
        return (information.st_dev, information.st_ino)
    }
}
