import CallLog
import FastCGI
import SQLiteStore
import ServerAssembly
import Settings

/// The program `calllog-fcgi`: from the command line to the exit status.
struct Responder {
    let environment: [String: String]

    func run(_ options: Options) -> Int32 {
        switch options.action {
        case .help:
            print(Options.help)
            return ExitCode.success.rawValue
        case .version:
            print("calllog-fcgi \(Version.current)")
            return ExitCode.success.rawValue
        case .check: return configured(options) { _ in ExitCode.success.rawValue }
        case .serve: break
        }
        SocketActivation.adopt(environment)
        let kind = options.listen == nil ? StartKind.detect(environment: .ofProcess()) : .fastCGI
        if kind == .neither {
            StandardError.write("calllog-fcgi: descriptor 0 is no listening socket; see calllog-fcgi --help")
            return ExitCode.usage.rawValue
        }
        #if CALLLOG_FAULT_HOOKS
            FaultAction.install(from: environment)
        #endif
        if options.workers != nil, kind != .fastCGI {
            StandardError.write("calllog-fcgi: --supervise needs a listening socket; see calllog-fcgi --help")
            return ExitCode.usage.rawValue
        }
        if options.generation != nil, Lifeline.inherited() == nil {
            StandardError.write("calllog-fcgi: --worker is for --supervise alone")
            return ExitCode.usage.rawValue
        }
        return configured(options) { settings throws(AssemblyError) in
            if let workers = options.workers { return try supervise(workers, settings, options) }
            return try kind == .plainCGI ? answerOnce(settings) : serve(settings, options)
        }
    }

    /// Runs `body` with checked settings; a bad one is one line and exit 78.
    private func configured(
        _ options: Options,
        _ body: (ServerSettings) throws(AssemblyError) -> Int32
    ) -> Int32 {
        do throws(AssemblyError) {
            return try body(try readSettings(options))
        } catch {
            StandardError.write("calllog-fcgi: \(error)")
            return ExitCode.configuration.rawValue
        }
    }

    func readSettings(_ options: Options) throws(AssemblyError) -> ServerSettings {
        do throws(SettingError) {
            return try ServerSettings(from: SettingSource(environment: environment, configFile: options.configFile))
        } catch {
            throw .setting(error)
        }
    }

    private func answerOnce(_ settings: ServerSettings) throws(AssemblyError) -> Int32 {
        let log = try openLog(settings)
        // A web server that has lost its client or its patience asks us to end, and kills us a few seconds later
        // (Apache: 3). Until then a call that is being written is finished, and its line logged.
        do throws(FastCGIError) {
            _ = try SignalWait.start { _ in }
            let parts: ServerParts
            do throws(AssemblyError) {
                parts = try ServerParts(settings)
            } catch {
                StandardError.write("calllog-fcgi: \(error)")
                return ExitCode.configuration.rawValue
            }
            let finished = try PlainCGI.answerOnce(
                handler: ServedRoutes(parts: parts, page: nil),
                bodyLimitInBytes: settings.bodyLimitInBytes
            )
            if let finished { log.write(finished, at: parts.time.now()) }
            return ExitCode.success.rawValue
        } catch {
            StandardError.write("calllog-fcgi: \(error)")
            return ExitCode.failure.rawValue
        }
    }

    private func serve(_ settings: ServerSettings, _ options: Options) throws(AssemblyError) -> Int32 {
        let log = try openLog(settings)
        let time = SystemTime()
        let deliver = SignalDelivery(log: log)
        do throws(FastCGIError) {
            _ = try SignalWait.start { deliver.receive($0) }
            log.startGathering()
            let socket = try listenSocket(options)
            defer { socket.close() }
            let parts: ServerParts
            do throws(AssemblyError) {
                parts = try ServerParts(settings)
            } catch {
                StandardError.write("calllog-fcgi: \(error)")
                return ExitCode.configuration.rawValue
            }
            var configuration = FastCGIServer.Configuration()
            configuration.threads = settings.threads
            configuration.bodyLimitInBytes = settings.bodyLimitInBytes
            let supervised = options.generation.flatMap { _ in SupervisedLife(requestLimit: settings.requestLimit) }
            let metrics = settings.offersMetrics ? Metrics(routes: parts.routes.entries.map(\.path)) : nil
            let server = try FastCGIServer(
                socket: socket,
                configuration: configuration,
                onFinish: { request in
                    log.write(request, at: time.now())
                    metrics?.count(request)
                    supervised?.countRequest()
                },
                report: { log.writeFailure("resources", $0, at: time.now()) }
            )
            deliver.attach(server)
            for setting in parts.loopbackSettings {
                log.write("test-setting", "\(setting) points to this machine over plain http", at: time.now())
            }
            if options.generation == nil { tellNetworkFileSystem(settings, log) }
            let recovery = Task.detached {
                await parts.routes.recovery.run { error in
                    log.writeFailure("recovery-failed", error.description, at: time.now())
                }
            }
            supervised?.begin(parts) { deliver.receive(.terminate) }
            log.write("started", "calllog-fcgi \(Version.current)", at: time.now())
            let page = metrics.map { metrics in
                MetricsPage(metrics: metrics, parts: parts, server: server, restarts: { supervised?.restarts ?? 0 })
            }
            try server.run(handler: ServedRoutes(parts: parts, page: page))
            recovery.cancel()
            log.end()
            log.write("stopped", at: time.now())
            return ExitCode.success.rawValue
        } catch {
            return ended(by: error, settings, log)
        }
    }

    /// Says why the socket cannot be had or was lost: one line, and one in the log if that is another place.
    func ended(by error: FastCGIError, _ settings: ServerSettings, _ log: Log) -> Int32 {
        StandardError.write("calllog-fcgi: \(error)")
        if settings.logFile != nil { log.write("failed", error.description, at: SystemTime().now()) }
        if case .addressInvalid = error { return ExitCode.usage.rawValue }
        return ExitCode.failure.rawValue
    }

    /// Says once per start, not per worker, that the database is on a network file system, and which journal it has.
    func tellNetworkFileSystem(_ settings: ServerSettings, _ log: Log) {
        guard SQLiteStore.isOnNetwork(settings.databasePath) else { return }
        let detail =
            settings.usesWriteAheadLog
            ? "the database is on one, with a write-ahead log as CALLLOG_JOURNAL says: auto is safer"
            : "the database is on one: with a rollback journal, slower, just as safe"
        log.write("network-file-system", detail, at: SystemTime().now())
    }

    func listenSocket(_ options: Options) throws(FastCGIError) -> ListenSocket {
        if let address = options.listen { return try ListenSocket.open(address) }
        return try ListenSocket.inherited()
    }

    func openLog(_ settings: ServerSettings) throws(AssemblyError) -> Log {
        do throws(SettingError) {
            return try Log(path: settings.logFile, level: settings.logLevel)
        } catch {
            throw .setting(error)
        }
    }
}
