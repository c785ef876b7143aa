import Foundation
import Testing

/// `calllogctl doctor`, on servers that are well and on servers that are not.
@Suite(.serialized) struct DoctorTests {
    /// Settings about which there is nothing to say.
    private static let good = [
        "TESTCRM_API_KEYS": "a-key", "CALLLOG_DATA_KEY": "\(UUID())\(UUID())", "HASH_KEY": "\(UUID())\(UUID())",
    ]

    @Test func `a healthy server has nothing but good lines`() throws {
        try Stack.with(environment: Self.good) { (stack) throws in
            _ = try stack.create(TestCall(session: "1"))
            let found = try stack.doctor(["--user", "testCRM/demo"])
            #expect(found.status == 0, "\(found.text)")
            #expect(found.lines.allSatisfy { $0.level == "ok" }, "\(found.text)")
            let subjects = Set(found.lines.map(\.subject))
            let expected = ["settings", "files", "clock", "database", "disk", "keys", "socket", "web server", "user"]
            #expect(subjects.isSuperset(of: expected), "\(found.text)")
            #expect(found.text.contains("write-ahead log"))
        }
    }

    @Test func `of a Pipedrive user it tells token, activity types, budget and whether the CRM answers`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("1").status == 200)
            let found = try pipedrive.stack.doctor(["--user", "pipedrive/777-4242-pipedrive"])
            #expect(found.status == 0, "\(found.text)")
            #expect(found.text(of: "token").contains("renewed by the next call"), "\(found.text)")
            #expect(found.text(of: "activity types").contains("kept"), "\(found.text)")
            #expect(found.text(of: "budget").contains("tokens left"), "\(found.text)")
            #expect(found.text(of: "crm").contains("answers"), "\(found.text)")
        }
    }

    @Test func `everything that is broken is told in one run, with what to do`() throws {
        try Stack.with(environment: Self.good) { (stack) throws in
            let config = "\(stack.directory)/calllog.conf"
            try "CALLLOG_THREADS=many\nCALLLOG_TREADS=4\nTESTCRM_API_KEYS=a-key\n"
                .write(toFile: config, atomically: true, encoding: .utf8)
            unsafe chmod(config, 0o646)
            unsafe chmod(stack.database, 0o644)
            for pid in stack.responders { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: stack.responders))
            let found = try stack.doctor(
                ["--config", config, "--user", "testCRM/nobody"],
                without: ["TESTCRM_API_KEYS"]
            )
            #expect(found.status == 1)
            let expected = [
                ("fail", "settings", "CALLLOG_THREADS must be a whole number"),
                ("warn", "settings", "CALLLOG_TREADS is no setting"),
                ("fail", "files", "\(config) 0646"), ("fail", "files", "chmod 0600 \(stack.database)"),
                ("fail", "socket", "nobody listens at unix:\(stack.socket)"),
                ("fail", "web server", "answers 502"), ("fail", "user", "there is no testCRM/nobody"),
            ]
            for (level, subject, text) in expected {
                let isTold = found.lines.contains {
                    $0.level == level && $0.subject == subject && $0.text.contains(text)
                }
                #expect(isTold, "\(level) \(subject) \(text) in \(found.text)")
            }
            #expect(found.text(of: "database").contains("is whole"))
            #expect(found.error.contains("6 things have to be mended"), "\(found.error)")
        }
    }

    @Test func `a key that is not the database's is told, and no key is shown`() throws {
        try Stack.with(environment: Self.good) { (stack) throws in
            let other = "another-key-that-opens-nothing-at-all"
            let found = try stack.doctor([], with: ["CALLLOG_DATA_KEY": other])
            #expect(found.status == 1)
            #expect(found.text(of: "keys").contains("CALLLOG_DATA_KEY is not the key"), "\(found.text)")
            let secrets = stack.environment.filter { $0.key.contains("KEY") && $0.key != "TESTCRM_API_KEYS" }.values
            for secret in secrets + [other] {
                #expect(!found.text.contains(secret) && !found.error.contains(secret))
            }
        }
    }

    @Test func `a damaged database, calls of the future and a CRM that is away are told`() throws {
        try Stack.with(environment: Self.good) { (stack) throws in
            _ = try stack.create(TestCall(session: "1"))
            _ = try stack.query("UPDATE call_logs SET created_at = created_at + 864000000")
            let port = try Sockets.freePort()
            let away = [
                "PIPEDRIVE_CLIENT_ID": "a", "PIPEDRIVE_CLIENT_SECRET": "b",
                "PIPEDRIVE_ACCESS_TOKEN_URI": "http://127.0.0.1:\(port)/oauth/token",
            ]
            let found = try stack.doctor([], with: away)
            #expect(found.lines.contains { $0.level == "fail" && $0.subject == "clock" }, "\(found.text)")
            #expect(found.text(of: "crm").contains("no connection"), "\(found.text)")

            for pid in stack.responders { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: stack.responders))
            _ = try stack.query("PRAGMA wal_checkpoint(TRUNCATE)")
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: stack.database))
            try file.seek(toOffset: 8192)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 16_384))
            try file.close()
            let damaged = try stack.doctor([])
            #expect(damaged.status == 1)
            #expect(damaged.text(of: "database").contains("store-corrupt"), "\(damaged.text)")
            #expect(damaged.text(of: "database").contains("Restore the last backup"))
        }
    }

    @Test func `the journal is told, and one that the settings do not mean is left as it is`() throws {
        try Stack.with(environment: Self.good.merging(["CALLLOG_JOURNAL": "rollback"]) { $1 }) { (stack) throws in
            #expect(try stack.doctor([]).text(of: "database").contains("rollback journal"))
            let other = try stack.doctor([], with: ["CALLLOG_JOURNAL": "wal"])
            #expect(other.status == 0)
            #expect(other.lines.contains { $0.level == "warn" && $0.text.contains("CALLLOG_JOURNAL") }, "\(other.text)")
            for pid in stack.responders { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: stack.responders))
            _ = try stack.doctor([], with: ["CALLLOG_JOURNAL": "wal"])
            #expect(try stack.query("PRAGMA journal_mode") == "delete", "what is not open shows as the standard one")
        }
    }

    @Test func `it changes nothing, and makes no database`() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/data", withIntermediateDirectories: true)
        let output = try Program.run(
            Program.built("calllogctl"),
            ["doctor", "--socket", "none"],
            environment: Self.good.merging([
                "APP_SERVER_SECRET_KEY": "\(UUID())\(UUID())",
                "DATABASE_URL": "sqlite://\(folder.path)/data/calllog.db",
            ]) { $1 }
        )
        #expect(output.status == 0, "\(output.standardOutput)")
        #expect(output.standardOutput.contains("there is none yet"))
        #expect(folder.files.isEmpty)
    }

    @Test func `another program on the socket is recognised`() throws {
        try Stack.with(processes: 0, environment: Self.good) { (stack) throws in
            // nginx's page of metrics is on a socket of its own, and speaks HTTP.
            let found = try stack.doctor(["--socket", "unix:\(stack.directory)/nginx/metrics.sock"])
            #expect(found.text(of: "socket").contains("does not speak FastCGI"), "\(found.text)")
        }
    }

    @Test(arguments: [["--user", "demo"], ["--user", "/1"], ["--frob"], ["word"]])
    func `a command line without sense is refused`(options: [String]) throws {
        let output = try Program.run(Program.built("calllogctl"), ["doctor"] + options, environment: [:])
        #expect(output.status == 64)
    }

    @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)])
    func `colour is for terminals whose owner does not mind`(extra: [String: String], isColoured: Bool) throws {
        let folder = try Folder()
        let terminal = try PseudoTerminal(
            [Program.built("calllogctl"), "doctor", "--socket", "none"],
            environment: extra,
            directory: folder.path
        )
        #expect(terminal.end() == 1)
        #expect(terminal.shown.contains("APP_SERVER_SECRET_KEY"))
        #expect(terminal.shown.contains("\u{1B}[31mfail") == isColoured)
    }
}

/// What a run of the doctor said.
private struct Diagnosis {
    let status: Int32
    let text: String
    let error: String

    var lines: [(level: String, subject: String, text: String)] {
        text.split(separator: "\n").map { line in
            let words = line.split(separator: "  ", omittingEmptySubsequences: true)
            return (
                String(words.first ?? "").trimmingCharacters(in: .whitespaces),
                String(words.dropFirst().first ?? "").trimmingCharacters(in: .whitespaces),
                words.dropFirst(2).joined(separator: "  ").trimmingCharacters(in: .whitespaces)
            )
        }
    }

    func text(of subject: String) -> String {
        lines.filter { $0.subject == subject }.map(\.text).joined(separator: "\n")
    }
}

extension Stack {
    /// Asks the doctor about this stack.
    fileprivate func doctor(
        _ options: [String],
        with extra: [String: String] = [:],
        without names: [String] = []
    ) throws -> Diagnosis {
        var words = ["doctor", "--url", "http://127.0.0.1:\(port)"] + options
        if !options.contains("--socket") { words += ["--socket", "unix:\(socket)"] }
        let output = try Program.run(
            Program.built("calllogctl"),
            words,
            environment: environment.merging(extra) { $1 }.filter { !names.contains($0.key) }
        )
        return Diagnosis(status: output.status, text: output.standardOutput, error: output.standardError)
    }
}
