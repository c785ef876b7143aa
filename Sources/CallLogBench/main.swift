import Foundation
import ServerAssembly
import Settings

var arguments = CommandLine.arguments.dropFirst()
if arguments.first == "fill", let count = arguments.dropFirst().first.flatMap({ Int($0) }) {
    let source = try SettingSource(environment: ProcessInfo.processInfo.environment, configFile: nil)
    try await Fill.run(count, ServerParts(ServerSettings(from: source)))
    print("wrote \(count) rows")
    exit(0)
}
// Started by `make bench` itself, with the library that counts allocations: one number a line.
if arguments.first == "allocations", let token = arguments.dropFirst().first, let count = Probe.allocationCount {
    let source = try SettingSource(environment: ProcessInfo.processInfo.environment, configFile: nil)
    let parts = try ServerParts(ServerSettings(from: source))
    for operation in try await InProcess(parts: parts, token: token).operations() {
        print(try await operation.allocations(count))
    }
    exit(0)
}
var benchmark = Benchmark()
while let argument = arguments.popFirst() {
    switch argument {
    case "--json": benchmark.isJSON = true
    case "--rounds": benchmark.rounds = arguments.popFirst().flatMap { Int($0) } ?? benchmark.rounds
    case "--seconds": benchmark.seconds = arguments.popFirst().flatMap { Int($0) } ?? benchmark.seconds
    case "--rows": benchmark.rows = arguments.popFirst().flatMap { Int($0) }
    default:
        print("usage: calllog-bench [--json] [--rounds N] [--seconds N] [--rows N] | fill N")
        exit(argument == "--help" ? 0 : 64)
    }
}
try await benchmark.run()
