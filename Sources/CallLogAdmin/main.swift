import FoundationEssentials
import Glibc

exit(
    await Tool(environment: ProcessInfo.processInfo.environment).run(Array(CommandLine.arguments.dropFirst())).rawValue
)
