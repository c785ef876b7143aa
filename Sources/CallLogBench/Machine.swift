// All of Foundation: this tool starts other programs, and it is not shipped in the static archive.
import Foundation

/// Runs programs and reads what the kernel says of them.
enum Machine {
    static let clockTicksPerSecond = 100.0

    /// Starts a program and leaves it running.
    static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(program, arguments, environment: merged(environment))
    }

    /// Runs a program to its end and gives its standard output.
    @discardableResult
    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> String {
        try ChildProcess.output(of: program, arguments, environment: merged(environment))
    }

    /// Milliseconds that a program takes to its end; `nil` if it fails.
    static func milliseconds(toRun program: String, environment: [String: String]) throws -> Double? {
        let start = ContinuousClock.now
        let status = try ChildProcess(program, [], environment: environment).wait()
        return status == 0 ? (ContinuousClock.now - start) / .milliseconds(1) : nil
    }

    private static func merged(_ environment: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment.merging(environment) { $1 }
    }

    /// User and system time of a process so far, in seconds (proc(5)).
    static func cpuSeconds(of pid: Int32) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / clockTicksPerSecond
    }

    /// Resident memory of a process in MiB.
    static func residentMiB(of pid: Int32) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return (Double(line.filter(\.isNumber)) ?? 0) / 1024
        }
        return 0
    }

    /// Prints a line at once, also into a file.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    static func freePort() -> Int { Int.random(in: 21_000..<29_000) }
}
