import CLibLinux

/// The calls of Linux that Swift's `Glibc` module leaves out, in numbers; negative and `errno` on failure.
enum LinuxCalls {
    static func accept(_ listener: Int32) -> Int32 { calllog_accept(listener) }

    static func streamSocket(family: Int32, waits: Bool = true) -> Int32 {
        calllog_stream_socket(family, waits ? 1 : 0)
    }

    static func memoryFile() -> Int32 { calllog_memory_file() }

    static func eventFlag() -> Int32 { calllog_event_flag() }

    static func poller() -> Int32 { calllog_poller() }

    static func add(_ watched: Int32, to poller: Int32, wakesOne: Bool) -> Int32 {
        calllog_poller_add(poller, watched, wakesOne ? 1 : 0)
    }

    static func remove(_ watched: Int32, from poller: Int32) -> Int32 { calllog_poller_remove(poller, watched) }

    /// At most 64 descriptors with input.
    static func wait(_ poller: Int32, milliseconds: Int32) -> [Int32] {
        unsafe [Int32](unsafeUninitializedCapacity: 64) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let found = unsafe calllog_poller_wait(poller, start, 64, milliseconds)
            count = max(0, Int(found))
        }
    }

    /// Waits for a descriptor with input; `nil` after a signal.
    static func pause(_ poller: Int32) -> Int32? {
        var ready: Int32 = -1
        return unsafe calllog_poller_wait(poller, &ready, 1, -1) == 1 ? ready : nil
    }
}
