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
            reason: "it writes to the system; the tests install into a directory, with the programs of this build",
            file: "Tests/EndToEndTests/InstallTests.swift",
            proof: "README shows what is installed",
            commands: ["make build", "sudo make install"]
        ),
        Elsewhere(
            reason: "it writes to the system; the tests do the same in a directory",
            file: "Tests/EndToEndTests/InitTests.swift",
            proof: "options are enough for settings that the server takes",
            commands: ["sudo calllogctl init --url https://calls.example.org --crm testCRM --yes"]
        ),
        Elsewhere(
            reason: "a person does it; the tests fill in the same two settings",
            file: "Tests/EndToEndTests/InstallTests.swift",
            proof: "two settings are all there is to fill in",
            commands: ["sudoedit /etc/calllog/calllog.conf"]
        ),
        Elsewhere(
            reason: "it needs systemd; the tests pass the socket as systemd does",
            file: "Tests/EndToEndTests/SuperviseTests.swift",
            proof: "LISTEN_FDS=1",
            commands: ["sudo systemctl enable --now calllog.socket calllog.service"]
        ),
        Elsewhere(
            reason: "it is about the machine's own nginx; a stack has one of its own with these files",
            file: "Tests/EndToEndTests/Support/Stack.swift",
            proof: "render-nginx.sh",
            commands: ["sudo nginx -t && sudo systemctl reload nginx"]
        ),
        Elsewhere(
            reason: "it asks the machine's own server; a stack asks its own",
            file: "Tests/EndToEndTests/Support/Stack.swift",
            proof: #"self.get("/isAlive").status) == 200"#,
            commands: ["curl http://127.0.0.1:8080/isAlive"]
        ),
        Elsewhere(
            reason: "it is about the machine's own server; the tests ask about stacks, whole and broken",
            file: "Tests/EndToEndTests/DoctorTests.swift",
            proof: #"stack.doctor(["--user", "testCRM/demo"])"#,
            commands: ["sudo calllogctl --config /etc/calllog/calllog.conf doctor --user testCRM/testUserId"]
        ),
        Elsewhere(
            reason: "there is no such host; the tests ask an Apache that reads the same two files",
            file: "Tests/EndToEndTests/ApacheTests.swift",
            proof: #"("OPTIONS", "/callLog", ["#,
            commands: [
                "curl https://calls.your.host/isAlive", "curl -i -X OPTIONS https://calls.your.host/callLog",
                "curl https://calls.your.host/callLog",
            ]
        ),
    ]

    /// Source files whose marked parts README shows, by the section's heading.
    private static let sources = [
        ("Embed it", "Tests/EmbeddingExample/Sources/ExampleHost/CallLogging.swift"),
        ("Add a CRM", "Tests/EmbeddingExample/Sources/AcmeCRM/AcmeAdapter.swift"),
    ]

    @Test func `every shell block is run, here or elsewhere`() throws {
        let blocks = try Readme().blocks.filter(\.isShell)
        #expect(blocks.count >= 3)
        let known = Set(Self.elsewhere.flatMap(\.commands))
        try Stack.with { (stack) throws in
            try prepare(stack)
            for block in blocks where !known.isSuperset(of: block.commands) {
                guard known.isDisjoint(with: block.commands) else {
                    // Not run: some of it would change this machine.
                    let unknown = block.commands.filter { !known.contains($0) }
                    Issue.record("\(block.heading): run all of a block here or none; not known are \(unknown)")
                    continue
                }
                if block.heading == "Shared hosting" { try runOnSharedHost(block) } else { try run(block, on: stack) }
            }
        }
    }

    @Test func `a here-document is part of its command`() {
        let text = "cat > a <<'END'  # why\nx  y\n# z\n END\nEND\n# no\nb  <<<c\nd \\\n  e\n"
        let block = Readme.Block(heading: "", language: "sh", text: text)
        #expect(block.commands == ["cat > a <<'END'\nx  y\n# z\n END\nEND", "b <<<c", "d e"])
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

    /// Runs a block as one script where a person has a home and nothing else; after it the server answers.
    private func runOnSharedHost(_ block: Readme.Block) throws {
        let host = try SharedHost()
        let output = try host.run(block.commands.joined(separator: "\n"))
        #expect(output.status == 0, "\(block.heading): \(output.standardError)")
        try host.expectLife()
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
