import Foundation
import Testing

/// `make install` and `make uninstall`, into a directory and with the programs of this build.
@Suite(.serialized) struct InstallTests {
    private static let installed: [(name: String, mode: Int)] = [
        ("opt/calls/libexec/calllog/calllog-fcgi", 0o755), ("opt/calls/bin/calllogctl", 0o755),
        ("opt/calls/share/man/man8/calllog-fcgi.8", 0o644), ("opt/calls/share/man/man1/calllogctl.1", 0o644),
        ("etc/systemd/system/calllog.service", 0o644), ("etc/systemd/system/calllog.socket", 0o644),
        ("etc/nginx/conf.d/calllog.conf", 0o644), ("etc/nginx/calllog_params", 0o644),
        ("etc/nginx/calllog_limits.conf", 0o644), ("etc/nginx/calllog_listen.conf", 0o644),
        ("opt/calls/share/calllog/apache/.htaccess", 0o644), ("opt/calls/share/calllog/apache/calllog.fcgi", 0o755),
        ("opt/calls/share/calllog/apache/calllog-apache.conf", 0o644), ("etc/calllog/calllog.conf", 0o640),
    ]

    @Test func `everything is put in place with its mode, and nothing else`() throws {
        let folder = try Folder()
        try make("install", folder)
        for (name, mode) in Self.installed { #expect(folder.mode(name) == mode, "\(name)") }
        for name in ["opt/calls/libexec", "opt/calls/libexec/calllog", "etc"] { #expect(folder.mode(name) == 0o755) }
        #expect(folder.mode("etc/calllog") == 0o750)
        #expect(folder.mode("var/lib/calllog") == 0o700)
        let names = Set(Self.installed.map(\.name))
        let others = folder.files.filter { !names.contains($0) && !$0.hasPrefix("opt/calls/share/calllog/") }
        #expect(others.isEmpty)
        let unit = folder.text("etc/systemd/system/calllog.service")
        #expect(unit.contains("ExecStart=/opt/calls/libexec/calllog/calllog-fcgi "))
        let version = try Program.run("\(folder.path)/opt/calls/bin/calllogctl", ["--version"], environment: [:])
        #expect(version.standardOutput.hasPrefix("calllogctl "))
    }

    @Test func `README shows what is installed`() throws {
        let folder = try Folder()
        let said = try make("install", folder, prefix: "/usr/local").replacingOccurrences(of: folder.path, with: "")
        let block = try #require(try Readme().blocks.first { $0.commands.contains("sudo make install") })
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.hasPrefix("installed  ") || $0.hasPrefix("made       /") }
        }
        #expect(lines(block.text) == lines(said))
    }

    @Test func `units of the usual prefixes go where systemd looks`() throws {
        let folder = try Folder()
        try make("install", folder, prefix: "/usr/local")
        let unit = folder.text("usr/local/lib/systemd/system/calllog.service")
        #expect(unit.contains("ExecStart=/usr/local/libexec/calllog/calllog-fcgi "))
    }

    @Test func `two settings are all there is to fill in`() throws {
        let folder = try Folder()
        try make("install", folder)
        let config = "\(folder.path)/etc/calllog/calllog.conf"
        #expect(try check(config, folder).status == 78)
        let filled = folder.text("etc/calllog/calllog.conf")
            .replacing("APP_SERVER_SECRET_KEY=\n", with: "APP_SERVER_SECRET_KEY=\(UUID())\n")
            .replacing("TESTCRM_API_KEYS=\n", with: "TESTCRM_API_KEYS=a-key\n")
        try folder.write(filled, to: "etc/calllog/calllog.conf")
        let checked = try check(config, folder)
        #expect(checked.status == 0, "\(checked.standardError)")
    }

    @Test func `installing again keeps settings, data and changed nginx files`() throws {
        let folder = try Folder()
        try make("install", folder)
        let mine = ["etc/calllog/calllog.conf", "etc/nginx/calllog_listen.conf", "etc/nginx/conf.d/calllog.conf"]
        for name in mine { try folder.write("# mine\n", to: name) }
        try folder.write("data", to: "var/lib/calllog/calllog.db")
        try folder.setMode(0o600, of: "etc/calllog/calllog.conf")
        // As if another version had been there before.
        try folder.write("# older\n", to: "opt/calls/share/calllog/calllog.conf")
        try folder.write("# older\n", to: "opt/calls/share/calllog/calllog_params")
        try folder.write("# older\n", to: "etc/nginx/calllog_params")
        let output = try make("install", folder)
        for name in mine { #expect(folder.text(name) == "# mine\n", "\(name)") }
        #expect(folder.text("var/lib/calllog/calllog.db") == "data")
        #expect(folder.mode("etc/calllog/calllog.conf") == 0o600)
        #expect(output.contains("kept       \(folder.path)/etc/calllog/calllog.conf\n"))
        #expect(folder.text("etc/nginx/conf.d/calllog.conf.new").contains("upstream calllog"))
        #expect(!folder.has("etc/nginx/calllog_listen.conf.new"), "ours is no other than before")
        #expect(folder.text("etc/nginx/calllog_params").contains("fastcgi_param"), "nobody had changed it")
    }

    @Test func `uninstalling takes away what was installed, and says what it keeps`() throws {
        let folder = try Folder()
        try make("install", folder)
        try folder.write("listen 80;\n", to: "etc/nginx/calllog_listen.conf")
        try folder.write("data", to: "var/lib/calllog/calllog.db")
        let output = try make("uninstall", folder)
        let kept = ["etc/calllog/calllog.conf", "etc/nginx/calllog_listen.conf.saved", "var/lib/calllog/calllog.db"]
        #expect(folder.files == kept)
        for name in ["etc/calllog", "etc/nginx/calllog_listen.conf.saved", "var/lib/calllog"] {
            #expect(output.contains("kept       \(folder.path)/\(name)"), "\(name)")
        }
        #expect(!folder.has("opt/calls/libexec/calllog"))
        try make("uninstall", folder)
        #expect(folder.files == kept, "a second time changes nothing")
    }

    @Test func `without programs it says how to build them`() throws {
        let folder = try Folder()
        let output = try Program.run(
            "make",
            ["-C", Program.root, "install", "DESTDIR=\(folder.path)", "BIN_DIR=\(folder.path)"],
            environment: [:]
        )
        #expect(output.status != 0)
        #expect(output.standardError.contains("make build"))
        #expect(folder.files.isEmpty)
    }

    @Test func `the manuals tell every command and every setting, and README every setting`() throws {
        let help = try Program.run(Program.built("calllogctl"), ["--help"], environment: [:]).standardOutput
        let manual = try String(contentsOfFile: "\(Program.root)/Sources/CallLogAdmin/calllogctl.1", encoding: .utf8)
        let daemon = try String(
            contentsOfFile: "\(Program.root)/Sources/CallLogResponder/calllog-fcgi.8",
            encoding: .utf8
        )
        let lines = help.split(separator: "\n")
        let settings = lines.compactMap { $0.firstMatch(of: #/^ {2}([A-Z_]+) {2}/#)?.1 }
        #expect(settings.count > 20)
        #expect(settings.filter { !daemon.contains($0) }.isEmpty)
        let readme = try String(contentsOfFile: "\(Program.root)/README.md", encoding: .utf8)
        #expect(settings.filter { !readme.contains("`\($0)`") }.isEmpty)
        let commands = lines.compactMap { $0.firstMatch(of: #/^ {2}([a-z]+(?: [a-z]+)?)/#)?.1 }
        #expect(commands.count > 15)
        let untold = commands.filter { !$0.hasPrefix("calllogctl") && !manual.contains("Cm \($0)") }
        #expect(untold.isEmpty)
    }

    @discardableResult
    private func make(_ target: String, _ folder: Folder, prefix: String = "/opt/calls") throws -> String {
        let programs = URL(fileURLWithPath: Program.built("calllogctl")).deletingLastPathComponent().path
        let words = ["-C", Program.root, target, "DESTDIR=\(folder.path)", "PREFIX=\(prefix)", "BIN_DIR=\(programs)"]
        // Whatever root's umask is.
        let output = try Program.run("sh", ["-c", "umask 077; make \"$@\"", "sh"] + words, environment: [:])
        try #require(output.status == 0, "\(output.standardOutput) \(output.standardError)")
        return output.standardOutput
    }

    private func check(_ config: String, _ folder: Folder) throws -> Program.Output {
        let program = "\(folder.path)/opt/calls/libexec/calllog/calllog-fcgi"
        return try Program.run(program, ["--check", "--config", config], environment: [:])
    }
}
