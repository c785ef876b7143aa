import FoundationEssentials
import Glibc
import ServerAssembly

ProcessEnvironment.dropTraps()
ProcessEnvironment.silenceDispatch()
ProcessEnvironment.forbidCoreFiles()
guard ProcessEnvironment.letCrashesKill() else {
    StandardError.write("calllog-fcgi: the system does not give crashes back their own way (sigaction)")
    exit(ExitCode.failure.rawValue)
}
guard let options = Options(CommandLine.arguments.dropFirst()) else {
    StandardError.write(Options.usage)
    exit(ExitCode.usage.rawValue)
}
let status = Responder(environment: ProcessInfo.processInfo.environment).run(options)
// Not `exit`: it has libcrypto free its tables while a task that was cancelled may still be letting go of a digest, and
// then a server that has ended well ends by SIGSEGV. All that `exit` would do for us is to write out what was printed.
_exit(fflush(nil) == 0 ? status : ExitCode.failure.rawValue)
