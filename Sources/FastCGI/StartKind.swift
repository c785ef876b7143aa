/// How this process was started.
public enum StartKind: Sendable {
    /// Descriptor 0 is a listening socket (FastCGI section 2.2).
    case fastCGI
    /// One request in the environment and on standard input (RFC 3875).
    case plainCGI
    /// A terminal, a pipe, a closed descriptor, a socket nobody listens on.
    case neither

    /// Looks at descriptor 0 and at the environment.
    public static func detect(environment: CGIVariables) -> StartKind {
        if ListenSocket.isListening(0) { return .fastCGI }
        return environment["GATEWAY_INTERFACE"] == nil ? .neither : .plainCGI
    }
}
