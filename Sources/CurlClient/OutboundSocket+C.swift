import Glibc

enum OutboundSocket {
    /// A descriptor that programs started later do not inherit; libcurl opens its own without that. Negative on failure.
    static func open(family: CInt, kind: CInt, protocol number: CInt) -> CInt {
        socket(family, kind | CInt(SOCK_CLOEXEC.rawValue), number)
    }
}
