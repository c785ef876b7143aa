import Foundation
import Testing

/// What `make run` starts, with the programs of this build.
@Suite struct RunTests {
    @Test func `make run logs a call, and the lines it prints work as they stand`() throws {
        let directory = "/tmp/calllog-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let programs = Program.built("calllogctl").replacingOccurrences(of: "/calllogctl", with: "")
        let pid = try Program.start(
            ["\(Program.root)/Tests/Scripts/run-local.sh"],
            environment: [
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CALLLOG_PROGRAMS": programs,
                "CALLLOG_RUN": "\(directory)/run",
            ],
            directory: directory
        )
        var said = ""
        waitUntil(seconds: 30) {
            said = (try? String(contentsOfFile: "\(directory)/out", encoding: .utf8)) ?? ""
            return said.contains("Ctrl-C stops everything.")
        }
        let lines = said.components(separatedBy: "\n")
        for prefix in ["POST  ", "GET   ", "PATCH "] {
            let line = try #require(lines.first { $0.hasPrefix(prefix) }, "\(said)")
            #expect(line.contains(#"{"successful":true"#))
        }
        let token = try #require(lines.first { $0.hasPrefix("TOKEN=") })
        let curls = lines.filter { $0.hasPrefix("curl ") }
        #expect(curls.count == 3)
        for curl in curls {
            let output = try Program.run("sh", ["-c", "\(token)\n\(curl)"], environment: [:])
            #expect(output.standardOutput.hasPrefix(#"{"successful":true"#), "\(curl): \(output.standardOutput)")
        }
        kill(pid, SIGTERM)
        #expect(Program.status(of: pid, seconds: 20) == 0)
        let socket = "\(directory)/run/fcgi.sock"
        #expect(!FileManager.default.fileExists(atPath: socket), "the responder has left")
    }
}
