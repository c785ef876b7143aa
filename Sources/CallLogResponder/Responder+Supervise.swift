import CallLog
import FastCGI
import ServerAssembly
import Settings

extension Responder {
    /// Keeps `count` workers running until a signal ends it.
    func supervise(
        _ count: Int,
        _ settings: ServerSettings,
        _ options: Options
    ) throws(AssemblyError) -> Int32 {
        let log = try openLog(settings)
        do throws(FastCGIError) {
            guard let mailbox = Mailbox() else { throw .system(call: "pipe", cause: "no descriptor to be had") }
            _ = try SignalWait.start { mailbox.put($0) }
            let name = CommandLine.arguments.first ?? "calllog-fcgi"
            guard let path = Processes.ownPath(startedAs: name, searching: environment["PATH"]) else {
                throw .system(call: "readlink", cause: "cannot find the path of this program")
            }
            let socket = try listenSocket(options)
            defer { socket.close() }
            let supervisor = Supervisor(
                workers: count,
                socket: socket,
                spawn: Spawn(
                    path: path,
                    arguments: options.configFile.map { ["--config", $0] } ?? [],
                    environment: environment.filter { !$0.key.hasPrefix("LISTEN_") }
                ),
                log: log,
                mailbox: mailbox,
                settings: settings,
                time: SystemTime(),
                readSettings: { Result { () throws(AssemblyError) in try readSettings(options) } }
            )
            tellNetworkFileSystem(settings, log)
            return supervisor.run()
        } catch {
            return ended(by: error, settings, log)
        }
    }
}
