/// The command line of `calllog-fcgi`.
struct Options: Equatable {
    enum Action: Equatable { case serve, check, help, version }

    var action = Action.serve
    /// `unix:/path` or `address:port`; `nil`: descriptor 0.
    var listen: String?
    var configFile: String?
    /// How many workers to keep running; `nil`: serve in this process.
    var workers: Int?
    /// The generation that a supervisor started this worker in; `nil`: nobody supervises.
    var generation: Int?

    /// `nil` if the arguments make no sense; then the usage line is shown.
    init?(_ arguments: some Sequence<String>) {
        var arguments = Array(arguments)[...]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--help", "-h": action = .help
            case "--version": action = .version
            case "--check": action = .check
            case "--listen":
                guard let value = arguments.popFirst() else { return nil }
                listen = value
            case "--config":
                guard let value = arguments.popFirst() else { return nil }
                configFile = value
            case "--supervise":
                guard let value = arguments.popFirst().flatMap({ Int($0) }), (1...64).contains(value) else {
                    return nil
                }
                workers = value
            case "--worker":
                guard let value = arguments.popFirst().flatMap({ Int($0) }), value > 0 else { return nil }
                generation = value
            default: return nil
            }
            if action == .help || action == .version { return }
        }
        // A worker gets its socket from its supervisor, and supervises nobody.
        if generation != nil, workers != nil || listen != nil { return nil }
    }

    static let usage =
        "usage: calllog-fcgi [--listen unix:/PATH | ADDRESS:PORT] [--supervise N] [--config FILE] [--check]"

    static let help = """
        \(usage)

        Answers App Connect's call-log requests as a FastCGI responder: on the listening socket at descriptor 0
        (spawn-fcgi), on the one systemd passes (LISTEN_FDS), or on --listen. With GATEWAY_INTERFACE set it answers one
        plain CGI request instead.

          --listen WHERE   open a socket: unix:/run/calllog/fcgi.sock or 127.0.0.1:9000
          --supervise N    keep N worker processes running on the socket, 1 to 64
          --config FILE    read settings from KEY=VALUE lines; the environment wins
          --check          check the settings and exit: 0, or 78 with the problem on standard error
          --version        print the version and exit
          --help           print this and exit

        Examples:
          spawn-fcgi -n -s /run/calllog/fcgi.sock -- calllog-fcgi --config /etc/calllog/calllog.conf
          calllog-fcgi --listen 127.0.0.1:9000 --supervise 2 --config calllog.conf

        SIGTERM finishes what is running and waiting, then exits 0. SIGUSR1 reopens the log. With --supervise, SIGHUP
        starts new workers - of a new program file and with new settings, if there are - and then ends the old ones.
        Exit status: 0 done, 1 the socket is not to be had, 64 not started as a responder, 78 bad settings.
        """
}
