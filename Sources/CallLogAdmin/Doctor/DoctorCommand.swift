import CallLog
import ServerAssembly
import Settings

/// `calllogctl doctor`: looks at everything that has to be right for a call to be logged.
///
/// Changes nothing, and goes on after a failure, so that one run shows all there is to mend.
struct DoctorCommand {
    let parts: Parts
    let time: any TimeSource

    init(_ parts: Parts, time: any TimeSource = SystemTime()) {
        self.parts = parts
        self.time = time
    }

    func run(_ words: [String]) async throws(CommandError) {
        let options = try parsed { () throws(UsageError) in try DoctorOptions(words) }
        var report = DoctorReport(ink: Ink(parts.environment))
        let look = SettingsCheck(environment: parts.environment, configFile: parts.configFile).look()
        report.add(look.findings)
        report.add(
            FilesCheck(configFile: parts.configFile, source: look.source, settings: look.databaseSettings).findings()
        )
        report.add(await ClockCheck(time: time).findings())
        var server: ServerParts?
        if let settings = look.databaseSettings {
            let database = DatabaseCheck(
                path: settings.databasePath,
                usesWriteAheadLog: settings.usesWriteAheadLog,
                time: time
            )
            let (findings, isReady) = database.look()
            report.add(findings)
            if isReady, look.hasKeys {
                let keys = await KeysCheck(parts: parts).look(settings)
                report.add(keys.findings)
                server = keys.server
            }
        }
        if let socket = options.socket { report.add([SocketCheck(address: socket).finding()]) }
        if let settings = look.settings {
            let url = options.url ?? (look.broken.contains("CALLLOG_PUBLIC_URL") ? nil : settings.publicURL)
            report.add(await WebCheck(url: url, settings: settings).findings())
            report.add(await CRMCheck(settings: settings, time: time).findings())
        }
        if let user = options.user {
            report.add(await UserCheck(platform: user.platform, id: user.id, server: server, time: time).findings())
        }
        let failed = report.count(.fail)
        if failed > 0 { throw .failed("\(failed) \(failed == 1 ? "thing has" : "things have") to be mended") }
    }
}
