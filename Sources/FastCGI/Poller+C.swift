import Glibc

/// Waits for any of several descriptors (`epoll`).
final class Poller: Sendable {
    private let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = LinuxCalls.poller()
        guard descriptor >= 0 else { throw .lastError(of: "epoll_create1") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Watches a descriptor for input until it is removed or closed.
    ///
    /// - Parameter wakesOne: With other pollers on the same descriptor, wake one of them and not all.
    /// - Returns: Whether the system had the memory to do so.
    func add(_ watched: Int32, wakesOne: Bool = false) -> Bool {
        LinuxCalls.add(watched, to: descriptor, wakesOne: wakesOne) == 0
    }

    /// Stops watching; a descriptor that is not watched is left alone.
    func remove(_ watched: Int32) {
        _ = LinuxCalls.remove(watched, from: descriptor)
    }

    /// The descriptors with input, at most 64 at a time; none after the time or a signal.
    ///
    /// - Parameter milliseconds: How long to wait; -1 for ever.
    func wait(milliseconds: Int32 = -1) -> [Int32] {
        LinuxCalls.wait(descriptor, milliseconds: milliseconds)
    }

    /// Waits for input of any watched descriptor, and names one; `nil` after a signal.
    func pause() -> Int32? {
        LinuxCalls.pause(descriptor)
    }
}
