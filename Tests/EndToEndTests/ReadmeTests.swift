import Foundation
import Testing

/// README is the front door: every command in it is run, and its code is code that is compiled.
@Suite struct ReadmeTests {
    /// Commands that are run elsewhere, spelled as in README.
    private struct Elsewhere {
        var reason: String
        var file: String
        /// What stands in the file if it still runs them.
        var proof: String
        var commands: [String]
    }

    private static let elsewhere = [
        Elsewhere(
            reason: "it makes release programs first; its script is run with those of this build",
            file: "Tests/EndToEndTests/RunTests.swift",
            proof: "run-local.sh",
            commands: ["make run"]
        ),
        Elsewhere(reason: "it is what runs this", file: ".ci/run", proof: "make test", commands: ["make test"]),
        Elsewhere(
            reason: "it writes to the system; a stack does the same in a directory of its own",
            file: "Tests/EndToEndTests/Support/Stack.swift",
            proof: "spawn-fcgi",
            commands: [
                "make build",
                "install -D -m 0755 .build/release/calllog-fcgi /usr/local/libexec/calllog-fcgi",
                "cp nginx/calllog_params nginx/calllog_limits.conf /etc/nginx/",
                "cp nginx/calllog.conf /etc/nginx/conf.d/",
                "mkdir -p /run/calllog && chown www-data /run/calllog",
                """
                APP_SERVER_SECRET_KEY_FILE=/etc/calllog/secret DATABASE_URL=sqlite:///var/lib/calllog/calllog.db \
                spawn-fcgi -s /run/calllog/fcgi.sock -u www-data -U www-data -M 0660 -b 512 -- \
                /usr/local/libexec/calllog-fcgi
                """,
            ]
        ),
    ]

    /// Source files whose marked parts README shows, by the section's heading.
    private static let sources = [
        ("Add a CRM", "Tests/EmbeddingExample/Sources/AcmeCRM/AcmeAdapter.swift"),
        ("Embed it", "Tests/EmbeddingExample/Sources/ExampleHost/CallLogging.swift"),
    ]

    @Test func `every shell block is run, here or elsewhere`() throws {
        let blocks = try Readme().blocks.filter(\.isShell)
        #expect(blocks.count >= 3)
        let known = Set(Self.elsewhere.flatMap(\.commands))
        try Stack.with { (stack) throws in
            try prepare(stack)
            for block in blocks where !known.isSuperset(of: block.commands) {
                #expect(known.isDisjoint(with: block.commands), "\(block.heading): keep the two kinds apart")
                try run(block, on: stack)
            }
        }
    }

    @Test func `what is said to be run elsewhere is, and is in README`() throws {
        let commands = Set(try Readme().blocks.filter(\.isShell).flatMap(\.commands))
        for entry in Self.elsewhere {
            for command in entry.commands { #expect(commands.contains(command), "README has no longer: \(command)") }
            let text = try String(contentsOfFile: "\(Program.root)/\(entry.file)", encoding: .utf8)
            #expect(text.contains(entry.proof), "\(entry.file) runs no longer \(entry.commands)")
        }
    }

    @Test func `every Swift block is code that is compiled`() throws {
        let blocks = try Readme().blocks.filter { $0.language == "swift" }
        #expect(blocks.map(\.heading) == Self.sources.map(\.0))
        for (heading, file) in Self.sources {
            let block = try #require(blocks.first { $0.heading == heading })
            #expect(block.text == (try Readme.marked(heading, in: file)), "README and \(file) differ")
        }
    }

    /// The files that the snippets speak of.
    private func prepare(_ stack: Stack) throws {
        let programs = "\(stack.directory)/bin"
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(programs)/calllogctl",
            withDestinationPath: Program.built("calllogctl")
        )
        try "an API key".write(toFile: "\(stack.directory)/key.txt", atomically: true, encoding: .utf8)
    }

    /// Runs a block as one script in the stack's directory, with the stack's address and directory for README's.
    private func run(_ block: Readme.Block, on stack: Stack) throws {
        let script = block.commands.joined(separator: "\n")
            .replacingOccurrences(of: "127.0.0.1:8080", with: "127.0.0.1:\(stack.port)")
            .replacingOccurrences(of: "/var/backups/", with: "\(stack.directory)/")
        var environment = stack.environment
        environment["PATH"] = "\(stack.directory)/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment["TOKEN"] = stack.token
        let output = try Program.run(
            "sh",
            ["-euc", "cd '\(stack.directory)'\n\(script)"],
            environment: environment
        )
        #expect(output.status == 0, "\(block.heading): \(script)\n\(output.standardError)")
        #expect(!output.standardOutput.isEmpty, "\(block.heading): \(script)")
    }
}
