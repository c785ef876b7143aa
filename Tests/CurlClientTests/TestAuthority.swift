import Foundation

/// A certificate authority in a temporary directory, made with the `openssl` program.
final class TestAuthority: Sendable {
    struct Failure: Error {
        let command: String
    }

    let directory: URL
    var caFile: String { directory.appendingPathComponent("ca.pem").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try openssl(
            Self.newKey + ["-x509", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA"]
        )
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// A certificate for `names` (`DNS:a,IP:b`), in files of that name.
    func issue(_ file: String, for names: String, days: Int = 2) throws {
        try openssl(Self.newKey + ["-keyout", "\(file).key", "-out", "\(file).req", "-subj", "/CN=server"])
        let extensions = directory.appendingPathComponent("\(file).ext")
        try Data("subjectAltName=\(names)".utf8).write(to: extensions)
        try openssl([
            "x509", "-req", "-in", "\(file).req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
            "\(days)",
            "-extfile", "\(file).ext", "-out", "\(file).pem",
        ])
    }

    private static let newKey = [
        "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    ]

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: arguments.joined(separator: " ")) }
    }
}

/// `openssl s_server -www` on a free port of 127.0.0.1: answers every GET with a page about the connection.
final class OpenSSLServer {
    let port: Int
    private let process = Process()

    init(_ authority: TestAuthority, certificate: String, _ options: [String] = []) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "\(certificate).pem", "-key",
                "\(certificate).key",
                "-www",
            ] + options
        process.currentDirectoryURL = authority.directory
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("\n") || !text.contains("ACCEPT 127.0.0.1:") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw TestAuthority.Failure(command: "s_server") }
            text += String(decoding: data, as: UTF8.self)
        }
        let digits = text.components(separatedBy: "ACCEPT 127.0.0.1:")[1].prefix(while: \.isNumber)
        port = Int(digits) ?? 0
    }

    deinit {
        // Not `terminate`: the program inherits the signal mask of a pool thread, which blocks SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
