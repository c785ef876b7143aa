import Glibc

/// The listening socket as systemd passes it (`sd_listen_fds(3)`): descriptor 3, `LISTEN_FDS=1`, `LISTEN_PID` ours.
enum SocketActivation {
    /// Moves the socket to descriptor 0, where a FastCGI responder has it (FastCGI section 2.2).
    ///
    /// Does nothing if there is none. Descriptors 0 to 2 are then opened if they are closed, so that no file of ours
    /// gets a number that means something else.
    static func adopt(_ environment: [String: String]) {
        if environment["LISTEN_FDS"] == "1", environment["LISTEN_PID"] == "\(getpid())" {
            if dup2(3, 0) == 0 { close(3) }
        }
        for name in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] { _ = unsafe unsetenv(name) }
        for descriptor in 1...2 where fcntl(Int32(descriptor), F_GETFD) < 0 {
            let opened = unsafe open("/dev/null", O_RDWR)
            if opened > 2 { close(opened) }
        }
    }
}
