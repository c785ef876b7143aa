import Foundation
import Testing

/// `calllogctl init`: a server set up by options, or by answers at a terminal.
@Suite(.serialized) struct InitTests {
    private static let keys = ["APP_SERVER_SECRET_KEY", "CALLLOG_DATA_KEY", "HASH_KEY"]

    @Test func `options are enough for settings that the server takes`() throws {
        let folder = try Folder()
        try folder.write("a-key,another\n", to: "keys")
        let output = try set(
            up: folder,
            [
                "--crm", "testCRM", "--api-keys-file", "\(folder.path)/keys", "--url", "https://calls.example.org/",
            ]
        )
        #expect(output.status == 0, "\(output.standardError)")
        let checked = try Program.run(
            Program.built("calllog-fcgi"),
            ["--check", "--config", "\(folder.path)/etc/calllog.conf"],
            environment: [:]
        )
        #expect(checked.status == 0, "\(checked.standardError)")
        let settings = folder.text("etc/calllog.conf")
        #expect(settings.contains("\nCALLLOG_PUBLIC_URL=https://calls.example.org\n"))
        #expect(settings.contains("\nDATABASE_URL=sqlite://\(folder.path)/data/calllog.db\n"))
        #expect(folder.text("etc/secrets/TESTCRM_API_KEYS") == "a-key,another\n")
        let listen = folder.text("etc/snippets/calllog_listen.conf")
        #expect(listen.contains("listen 443 ssl;\n") && listen.contains("server_name calls.example.org;\n"))
        #expect(folder.text("etc/snippets/host.conf").contains("\nReadWritePaths=\(folder.path)/data\n"))
    }

    @Test func `secrets are long, of their own, private, and not shown`() throws {
        let folder = try Folder()
        let output = try set(up: folder, ["--crm", "testCRM"])
        let expected = geteuid() == 0 ? 0o640 : 0o600
        var seen: Set<String> = []
        for name in Self.keys + ["TESTCRM_API_KEYS"] {
            let text = folder.text("etc/secrets/\(name)").trimmingCharacters(in: .newlines)
            #expect(text.count >= 32 && text.allSatisfy(\.isHexDigit), "\(name)")
            #expect(seen.insert(text).inserted)
            #expect(folder.mode("etc/secrets/\(name)") == expected)
            #expect(!output.standardOutput.contains(text) && !output.standardError.contains(text))
            #expect(folder.files(with: text) == ["etc/secrets/\(name)"], "nowhere else")
        }
        #expect(folder.mode("etc/calllog.conf") == expected)
        #expect(folder.mode("etc/secrets") == (geteuid() == 0 ? 0o750 : 0o700))
        #expect(folder.mode("data") == 0o700)
    }

    @Test func `it says what it wrote and the next two commands`() throws {
        let folder = try Folder()
        let lines = try set(up: folder, []).standardOutput.split(separator: "\n").map(String.init)
        let written = folder.files.map { "\(folder.path)/\($0)" }
        for path in written { #expect(lines.contains { $0.hasPrefix("wrote  \(path)") }, "\(path)") }
        let next = try #require(lines.firstIndex(of: "Next:"))
        #expect(lines[next + 1].hasPrefix("  cp \(folder.path)/etc/snippets/calllog_listen.conf /etc/nginx/"))
        #expect(lines[next + 2].contains("calllog"))
        #expect(lines[next + 3].hasPrefix("Then"))
    }

    @Test func `what is there is left alone unless forced, and then the keys are kept`() throws {
        let folder = try Folder()
        try set(up: folder, ["--crm", "testCRM"])
        let before = Dictionary(uniqueKeysWithValues: folder.files.map { ($0, folder.text($0)) })
        let refused = try set(up: folder, ["--url", "https://other.example.org"])
        #expect(refused.status == 1)
        #expect(refused.standardError.contains("\(folder.path)/etc/calllog.conf"))
        #expect(Dictionary(uniqueKeysWithValues: folder.files.map { ($0, folder.text($0)) }) == before)

        try folder.write("new-key", to: "keys")
        let forced = try set(
            up: folder,
            [
                "--url", "https://other.example.org", "--crm", "testCRM", "--api-keys-file", "\(folder.path)/keys",
                "--force",
            ]
        )
        #expect(forced.status == 0, "\(forced.standardError)")
        for name in Self.keys { #expect(folder.text("etc/secrets/\(name)") == before["etc/secrets/\(name)"]) }
        #expect(folder.text("etc/secrets/TESTCRM_API_KEYS") == "new-key\n", "it was given anew")
        #expect(folder.text("etc/calllog.conf.saved") == before["etc/calllog.conf"])
        #expect(folder.text("etc/calllog.conf").contains("https://other.example.org"))
    }

    @Test func `the blank settings of an installation give way`() throws {
        let folder = try Folder()
        let blank = try Program.run(Program.built("calllogctl"), ["init", "--blank"], environment: [:])
        try FileManager.default.createDirectory(atPath: "\(folder.path)/etc", withIntermediateDirectories: true)
        try folder.write(blank.standardOutput, to: "etc/calllog.conf")
        #expect(try set(up: folder, []).status == 0)
        #expect(folder.text("etc/calllog.conf").contains("APP_SERVER_SECRET_KEY_FILE="))
        #expect(!folder.has("etc/calllog.conf.saved"))
    }

    @Test func `new keys are not made for a database that is there`() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/data", withIntermediateDirectories: true)
        try folder.write("", to: "data/calllog.db")
        let output = try set(up: folder, [])
        #expect(output.status == 1)
        #expect(output.standardError.contains("database"))
        #expect(folder.files == ["data/calllog.db"])
    }

    @Test(arguments: [
        ["--url", "calls.example.org"], ["--url", "https://calls example"], ["--url", "https://x.test;include"],
        ["--crm", "other"], ["--crm", "pipedrive"], ["--crm", "pipedrive", "--client-id", "a"], ["--front", "iis"],
        ["--directory", "etc"], ["--data", "/tmp/a b"], ["--frob"], ["word"],
    ])
    func `what makes no sense is refused before anything is written`(options: [String]) throws {
        let folder = try Folder()
        let output = try set(up: folder, options)
        #expect(output.status == 64, "\(output.standardError)")
        #expect(folder.files.isEmpty)
    }

    @Test func `Apache in front of a service gets the site that is installed`() throws {
        // Only root sets a service up.
        guard geteuid() == 0 else { return }
        let folder = try Folder()
        let output = try set(up: folder, ["--front", "apache"])
        #expect(output.status == 0, "\(output.standardError)")
        let site = "nginx/apache/calllog-apache.conf"
        #expect(FileManager.default.fileExists(atPath: "\(Program.root)/\(site)"))
        #expect(output.standardOutput.contains("\n  cp \(site) /etc/apache2/sites-available/calllog.conf && a2enmod "))
        #expect(output.standardOutput.contains("/run/calllog/fcgi.sock"), "and the service is started")
        #expect(!folder.has("etc/snippets/calllog_listen.conf"))
        #expect(!folder.text("etc/calllog.conf").contains("CALLLOG_THREADS"))
    }

    @Test func `on shared hosting the commands it prints are all there is to do`() throws {
        let host = try SharedHost()
        let output = try host.run(
            """
            mkdir private && tar -xf calllog-*.tar.gz --strip-components=1 -C private
            private/calllogctl init --front apache --directory "$HOME/calllog" --data "$HOME/data" --crm testCRM --yes
            """
        )
        #expect(output.status == 0, "\(output.standardError)")
        #expect(host.folder.mode("home/calllog/calllog.conf") == 0o600)
        #expect(!host.folder.has("home/calllog/snippets"), "there is nothing to write")
        let said = output.standardOutput.components(separatedBy: "\n")
        let next = try #require(said.firstIndex(of: "Next:"))
        let then = try #require(said.firstIndex { $0.hasPrefix("Then") })
        for command in said[(next + 1)..<then] {
            let done = try host.run(command.replacingOccurrences(of: "SITE/", with: "public_html/"))
            #expect(done.status == 0, "\(command): \(done.standardError)")
        }
        try host.expectLife()
    }

    @Test func `at a terminal it asks, and does not show what is secret`() throws {
        let folder = try Folder()
        let terminal = try self.terminal(folder)
        try terminal.answer("Where do clients reach this server?", with: "https://calls.example.org")
        try terminal.answer("Which CRM", with: "")
        try terminal.answer("Client id", with: "the-client")
        try terminal.answer("client secret", with: "the-hidden-secret")
        try terminal.answer("Web server in front", with: "")
        #expect(terminal.end() == 0, "\(terminal.shown)")
        #expect(!terminal.shown.contains("the-hidden-secret"))
        #expect(terminal.shown.contains("the-client"), "what is no secret is echoed")
        #expect(folder.text("etc/secrets/PIPEDRIVE_CLIENT_SECRET") == "the-hidden-secret\n")
        #expect(folder.text("etc/calllog.conf").contains("\nPIPEDRIVE_CLIENT_ID=the-client\n"))
        #expect(folder.text("etc/calllog.conf").contains("\nCALLLOG_PUBLIC_URL=https://calls.example.org\n"))
    }

    @Test func `Ctrl-C at a secret ends it, with the terminal as it was and nothing written`() throws {
        let folder = try Folder()
        let terminal = try self.terminal(folder, ["--url", "https://calls.example.org", "--crm", "testCRM"])
        try terminal.type("half\u{3}", after: "API keys")
        #expect(terminal.end() == 1, "\(terminal.shown)")
        #expect(terminal.shown.contains("nothing was written"))
        #expect(!terminal.shown.contains("half"))
        #expect(terminal.echoes)
        #expect(folder.has("etc") == false)
    }

    @discardableResult
    private func set(up folder: Folder, _ options: [String]) throws -> Program.Output {
        try Program.run(Program.built("calllogctl"), Self.words(folder) + options, environment: [:])
    }

    private func terminal(_ folder: Folder, _ options: [String] = []) throws -> PseudoTerminal {
        try PseudoTerminal(
            [Program.built("calllogctl")] + Self.words(folder) + options,
            environment: [:],
            directory: folder.path
        )
    }

    /// The command, in a folder; root is told whom the server is for.
    private static func words(_ folder: Folder) -> [String] {
        ["init", "--directory", "\(folder.path)/etc", "--data", "\(folder.path)/data"]
            + (geteuid() == 0 ? ["--user", "root"] : [])
    }
}
