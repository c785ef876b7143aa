import Glibc

/// The system's words for what went wrong (`strerror(3)`).
enum SystemCause {
    static func text(of code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
