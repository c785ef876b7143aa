import Foundation

enum ProcessMemory {
    /// The most this process ever had resident.
    static var peakInKilobytes: Int { value("VmHWM:") }
    static var residentInKilobytes: Int { value("VmRSS:") }

    private static func value(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
