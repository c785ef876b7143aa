import FoundationEssentials
import Glibc
import ServerAssembly

ProcessEnvironment.dropTraps()
guard let options = Options(CommandLine.arguments.dropFirst()) else {
    StandardError.write(Options.usage)
    exit(ExitCode.usage.rawValue)
}
exit(Responder(environment: ProcessInfo.processInfo.environment).run(options))
