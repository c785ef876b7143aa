import Foundation
import Testing

/// A home on a host that somebody else runs: a release as it is downloaded, an empty web, and no rights.
struct SharedHost {
    let folder: Folder
    var home: String { "\(folder.path)/home" }

    init() throws {
        folder = try Folder()
        let directory = URL(fileURLWithPath: Program.built("calllogctl")).deletingLastPathComponent().path
        let made = try Program.run(
            "sh",
            [
                "-euc",
                """
                mkdir -p '\(home)/public_html' '\(home)/bin' '\(folder.path)/release'
                cd '\(folder.path)'
                cp -R '\(directory)/calllog-fcgi' '\(directory)/calllogctl' '\(Program.root)/nginx' release/
                tar -cf home/calllog-1.0.0-linux-x86_64.tar.gz release
                rm -r release
                cat > home/bin/crontab <<'END'
                #!/bin/sh
                if [ "$1" = -l ]; then exec cat "$HOME/jobs"; fi
                cat > "$HOME/jobs.new" && mv "$HOME/jobs.new" "$HOME/jobs"
                END
                chmod 0755 home/bin/crontab
                if [ "$(id -u)" = 0 ]; then chown -R nobody home; fi
                """,
            ],
            environment: [:]
        )
        try #require(made.status == 0, "\(made.standardError)")
    }

    /// Runs a script in the home, as a user without rights.
    func run(_ script: String) throws -> Program.Output {
        let asNobody = geteuid() == 0 ? ["setpriv", "--reuid", "nobody", "--clear-groups"] : []
        let words = asNobody + ["sh", "-euc", "cd\n\(script)"]
        let path = "\(home)/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return try Program.run("env", words, environment: ["HOME": home, "PATH": path])
    }

    /// Starts the program as Apache would, and does what cron does.
    func expectLife() throws {
        let request = "GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SCRIPT_NAME=/isAlive SERVER_PROTOCOL=HTTP/1.1"
        let alive = try run("cd public_html; \(request) ./calllog.fcgi")
        #expect(alive.status == 0 && alive.standardOutput.hasSuffix("\r\n\r\nOK"), "\(alive)")
        #expect(folder.text("home/calllog/calllog.log").contains(#""route":"/isAlive""#))
        #expect(folder.mode("home/public_html/.htaccess") == 0o644, "Apache reads it")
        let job = try #require(folder.text("home/jobs").firstMatch(of: #/^\* \* \* \* \* (.+) >/dev/null\n$/#)?.1)
        let flushed = try run(String(job))
        #expect(flushed.standardOutput == "looked at 0 calls\n", "\(flushed)")
    }
}
