import Glibc

/// A flag that a ``Poller`` can wait for (`eventfd`); raising it again wakes again.
final class EventFlag: Sendable {
    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = LinuxCalls.eventFlag()
        guard descriptor >= 0 else { throw .lastError(of: "eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func raise() {
        var one: UInt64 = 1
        // It fails only if the counter is full, and then it is raised already.
        _ = unsafe write(descriptor, &one, 8)
    }

    func lower() {
        var value: UInt64 = 0
        // It fails only if nothing is raised, which is what was asked for.
        _ = unsafe read(descriptor, &value, 8)
    }
}

extension FastCGIError {
    /// The error that `errno` holds now.
    static func lastError(of call: String) -> FastCGIError {
        .system(call: call, cause: text(of: errno))
    }

    static func text(of code: CInt) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
