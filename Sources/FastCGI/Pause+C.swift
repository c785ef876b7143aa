import Glibc

/// Lets the calling thread sleep.
enum Pause {
    static func milliseconds(_ count: Int32) {
        _ = poll(nil, 0, count)
    }
}
