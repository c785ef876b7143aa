/// Why the server cannot start or go on.
public enum FastCGIError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The descriptor that was passed in is not a listening socket.
    case notListening
    /// Not `unix:/absolute/path` and not `ADDRESS:PORT`.
    case addressInvalid
    /// Another process answers on that socket.
    case addressInUse
    /// Something that is no socket stands at the path.
    case pathOccupied
    /// The system refused a call.
    case system(call: String, cause: String)
    /// libfcgi did not initialise.
    case libraryFailed

    /// Fit for a log line.
    public var description: String {
        switch self {
        case .notListening: "standard input is not a listening socket"
        case .addressInvalid: "the listen address is neither unix:/absolute/path nor ADDRESS:PORT"
        case .addressInUse: "another process already answers at the listen address"
        case .pathOccupied: "something that is not a socket stands at the socket path"
        case .system(let call, let cause): "\(call): \(cause)"
        case .libraryFailed: "libfcgi did not initialise"
        }
    }

    /// What the person should do next.
    public var advice: String {
        switch self {
        case .notListening: "Start it by spawn-fcgi, by a systemd socket unit, or with --listen."
        case .addressInvalid: "Use for example unix:/run/calllog/fcgi.sock or 127.0.0.1:9000."
        case .addressInUse: "Stop the other process, or choose another address."
        case .pathOccupied: "Remove it, or choose another path."
        case .system: "Check that the user of the service may use the address and that the machine has resources left."
        case .libraryFailed: "Check the installed libfcgi; version 2.4 is needed."
        }
    }
}
