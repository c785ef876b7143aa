import Foundation
import Testing

/// Users of one machine: the server's, the web server's, and others.
@Suite(.serialized, .enabled(if: geteuid() == 0, "only root can act as other users"))
struct OtherUserTests {
    /// The words that run a program as somebody; `setpriv(1)` is part of every Debian.
    private static func act(as user: String, group: String) -> [String] {
        ["/usr/bin/setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--"]
    }

    @Test func `a third user may not connect to the socket, the web server's may`() throws {
        let folder = try Home(owner: "daemon", group: "www-data")
        let pid = try folder.start(as: Self.act(as: "daemon", group: "www-data"))
        defer {
            kill(pid, SIGTERM)
            #expect(Program.status(of: pid, seconds: 10) == 0)
        }
        let socket = "\(folder.path)/run/fcgi.sock"
        #expect(waitUntil { FileManager.default.fileExists(atPath: socket) })
        let attributes = try FileManager.default.attributesOfItem(atPath: socket)
        #expect(attributes[.posixPermissions] as? Int == 0o660)
        #expect(attributes[.ownerAccountName] as? String == "daemon")
        #expect(attributes[.groupOwnerAccountName] as? String == "www-data")

        // 7: could not connect. The others can, and get nothing, as curl does not speak FastCGI.
        let third = try folder.connect(socket, as: Self.act(as: "nobody", group: "nogroup"))
        #expect(third.status == 7)
        #expect(third.standardError.contains("Permission denied"), "\(third.standardError)")
        for (user, group) in [("www-data", "www-data"), ("daemon", "daemon")] {
            let allowed = try folder.connect(socket, as: Self.act(as: user, group: group))
            #expect(allowed.standardError.contains("Connected to x"), "\(allowed.standardError)")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/data") {
            let file = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/data/\(name)")
            #expect(file[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func `a database that may be read but not written is refused at the start`() throws {
        let folder = try Home(owner: "daemon", group: "www-data")
        let writer = try folder.start(as: Self.act(as: "daemon", group: "www-data"))
        #expect(waitUntil { FileManager.default.fileExists(atPath: "\(folder.path)/run/fcgi.sock") })
        kill(writer, SIGTERM)
        #expect(Program.status(of: writer, seconds: 10) == 0)
        let readable = try Program.run("chmod", ["-R", "a+rX", "\(folder.path)/data"], environment: [:])
        #expect(readable.status == 0)
        let reader = try folder.start(as: Self.act(as: "nobody", group: "www-data"))
        #expect(Program.status(of: reader, seconds: 10) == 78)
        let said = try String(contentsOfFile: "\(folder.path)/error", encoding: .utf8)
        #expect(said.contains("DATABASE_URL") || said.contains("\(folder.path)/data/calllog.db"), "\(said)")
    }
}

/// A directory that other users pass through, with the program and room for its socket and its database.
private final class Home {
    let path: String

    init(owner: String, group: String) throws {
        path = "/tmp/calllog-test-\(UUID().uuidString.prefix(8))"
        let script = """
            mkdir -p \(path)/run \(path)/data && cp \(Program.built("calllog-fcgi")) \(path)/ && \
            chmod 0755 \(path) && chmod 1777 \(path)/run && chmod 0700 \(path)/data && \
            chown -R \(owner):\(group) \(path)/run \(path)/data
            """
        let made = try Program.run("sh", ["-c", script], environment: [:])
        try #require(made.status == 0, "\(made.standardError)")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func start(as words: [String]) throws -> pid_t {
        try Program.start(
            words + ["\(path)/calllog-fcgi", "--listen", "unix:\(path)/run/fcgi.sock"],
            environment: [
                "APP_SERVER_SECRET_KEY": "0123456789abcdef0123456789ABCDEF",
                "DATABASE_URL": "sqlite://\(path)/data/calllog.db", "PATH": "/usr/bin:/bin",
            ],
            directory: path
        )
    }

    func connect(_ socket: String, as words: [String]) throws -> Program.Output {
        let curl = ["/usr/bin/curl", "--silent", "--show-error", "--verbose", "--unix-socket", socket, "http://x/"]
        return try Program.run(words[0], Array(words.dropFirst()) + curl, environment: [:])
    }
}
