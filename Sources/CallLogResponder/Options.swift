/// The command line of `calllog-fcgi`.
struct Options: Equatable {
    enum Action: Equatable { case serve, check, help, version }

    var action = Action.serve
    /// `unix:/path` or `address:port`; `nil`: descriptor 0.
    var listen: String?
    var configFile: String?

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
            default: return nil
            }
            if action == .help || action == .version { return }
        }
    }

    static let usage = "usage: calllog-fcgi [--listen unix:/PATH | ADDRESS:PORT] [--config FILE] [--check]"

    static let help = """
        \(usage)

        Answers App Connect's call-log requests as a FastCGI responder: on the listening socket at descriptor 0
        (spawn-fcgi, systemd), or on --listen. With GATEWAY_INTERFACE set it answers one plain CGI request instead.

          --listen WHERE   open a socket: unix:/run/calllog/fcgi.sock or 127.0.0.1:9000
          --config FILE    read settings from KEY=VALUE lines; the environment wins
          --check          check the settings and exit: 0, or 78 with the problem on standard error
          --version        print the version and exit
          --help           print this and exit

        Examples:
          spawn-fcgi -n -s /run/calllog/fcgi.sock -- /usr/libexec/calllog-fcgi --config /etc/calllog/calllog.conf
          calllog-fcgi --listen 127.0.0.1:9000 --config calllog.conf

        SIGTERM finishes what is running and waiting, then exits 0. SIGUSR1 reopens the log.
        Exit status: 0 done, 64 not started as a responder, 71 the socket was lost, 78 bad settings.
        """
}
