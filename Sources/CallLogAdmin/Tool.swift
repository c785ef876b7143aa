import CallLog
import ServerAssembly
import Settings

/// The program `calllogctl`: finds the command and runs it.
struct Tool {
    let environment: [String: String]

    func run(_ arguments: [String]) async -> ExitCode {
        var arguments = arguments
        var configFile: String?
        if let index = arguments.firstIndex(of: "--config"), index + 1 < arguments.count {
            configFile = arguments[index + 1]
            arguments.removeSubrange(index...index + 1)
        }
        if arguments.isEmpty {
            Console.say(Help.usage)
            return .usage
        }
        if arguments.contains("--help") || arguments.first == "help" {
            Console.print(Help.text)
            return .success
        }
        if arguments.first == "--version" {
            Console.print("calllogctl \(Version.current)")
            return .success
        }
        do throws(CommandError) {
            try await command(arguments, configFile)
            return .success
        } catch {
            Console.say("calllogctl: \(error)")
            if error.exitCode == .usage { Console.say(Help.usage) }
            return error.exitCode
        }
    }

    private func command(_ arguments: [String], _ configFile: String?) async throws(CommandError) {
        let parts = Parts(environment: environment, configFile: configFile)
        let rest = Array(arguments.dropFirst(2))
        switch (arguments[0], arguments.count > 1 ? arguments[1] : nil) {
        case ("user", "set"): try await UserCommands(parts).set(rest)
        case ("user", "list"): try await UserCommands(parts).list(rest)
        case ("user", "revoke"): try await UserCommands(parts).revoke(rest)
        case ("user", "remove"): try await UserCommands(parts).remove(rest)
        case ("token", "mint"): try await TokenCommands(parts).mint(rest)
        case ("token", "inspect"): try TokenCommands(parts).inspect(rest)
        case ("logs", "list"): try await LogCommands(parts).list(rest)
        case ("logs", "retry"): try await LogCommands(parts).retry(rest)
        case ("logs", "resolve"): try await LogCommands(parts).resolve(rest)
        case ("logs", "flush"): try await LogCommands(parts).flush(rest)
        case ("logs", "export"): try ExportCommand(parts).run(rest)
        case ("init", _): try InitCommand().run(Array(arguments.dropFirst()))
        case ("doctor", _): try await DoctorCommand(parts).run(Array(arguments.dropFirst()))
        case ("account", "set"): try await AccountCommands(parts).set(rest)
        case ("keys", "rotate"): try await KeyCommands(parts).rotate(rest)
        case ("status", _): try await StatusCommand(parts).run(Array(arguments.dropFirst()))
        case ("backup", _): try BackupCommand(parts).run(Array(arguments.dropFirst()))
        case ("compose", _): try ComposeCommand().run(Array(arguments.dropFirst()))
        default:
            throw .usage(UsageError("unknown command: \(arguments.prefix(2).joined(separator: " "))"))
        }
    }
}

/// Opens the server's parts when a command needs them: `compose` and `--help` need no settings.
struct Parts {
    let environment: [String: String]
    let configFile: String?

    func open() throws(CommandError) -> ServerParts {
        let settings: ServerSettings
        do throws(SettingError) {
            let source = try SettingSource(environment: environment, configFile: configFile)
            settings = try ServerSettings(from: source)
        } catch {
            throw .assembly(.setting(error))
        }
        return try open(settings)
    }

    func open(_ settings: ServerSettings) throws(CommandError) -> ServerParts {
        do throws(AssemblyError) {
            return try ServerParts(settings)
        } catch {
            throw .assembly(error)
        }
    }
}

/// Runs `body` and makes its failure the command's.
func parsed<Result>(_ body: () throws(UsageError) -> Result) throws(CommandError) -> Result {
    do throws(UsageError) {
        return try body()
    } catch {
        throw .usage(error)
    }
}

func stored<Result>(_ body: () async throws(StoreError) -> Result) async throws(CommandError) -> Result {
    do throws(StoreError) {
        return try await body()
    } catch {
        throw .store(error)
    }
}
