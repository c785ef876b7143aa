import Foundation
import Testing

/// `calllogctl logs export`: every call, once, in a form that others can read.
@Suite(.serialized) struct ExportTests {
    @Test func `CSV has a header, quotes where they are needed, and no formula`() throws {
        try Stack.with { (stack) throws in
            _ = try stack.create(TestCall(session: "4503991234567"))
            _ = try stack.query(
                """
                UPDATE call_logs SET crm_log_id = 'a"b,c' || char(13) || char(10) || 'd', contact_id = '=1+1', \
                extension_number = '', telephony_session_id = '-2', failure = '@x'
                """
            )
            let output = try stack.control(["logs", "export", "--csv"])
            #expect(output.status == 0)
            let lines = output.standardOutput.components(separatedBy: "\r\n")
            #expect(lines[0].hasPrefix("platform,host,userId,sessionId,telephonySessionId,"))
            #expect(lines[1].hasPrefix("testCRM,,demo,4503991234567,'-2,,"), "\(lines[1])")
            #expect(output.standardOutput.contains(",'=1+1,\"a\"\"b,c\r\nd\",done,"))
            #expect(output.standardOutput.contains(",'@x,"))
            #expect(output.standardOutput.hasSuffix("Z\r\n"))
            #expect(output.standardError == "exported 1 call\n")
        }
    }

    @Test func `NDJSON has every value as it is, and nobody's name, number or note`() throws {
        try Stack.with { (stack) throws in
            _ = try stack.create(TestCall(session: "4503991234567", note: "Wants a quote."))
            _ = try stack.query("UPDATE call_logs SET contact_id = '=1+1'")
            let output = try stack.control(["logs", "export", "--ndjson"])
            let line = try #require(
                JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
            )
            #expect(line["contactId"] as? String == "=1+1")
            #expect(line["state"] as? String == "done")
            #expect(line["failure"] is NSNull)
            for text in ["Wants", "Carla"] { #expect(!output.standardOutput.contains(text)) }
        }
    }

    @Test func `each of many calls is there once, also when pages end among equal times`() throws {
        try Stack.with { (stack) throws in
            try stack.fill(1_700)
            let output = try stack.control(["logs", "export", "--ndjson"])
            let sessions = try output.standardOutput.split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return try #require(object?["sessionId"] as? String)
            }
            #expect(sessions.count == 1_701)
            #expect(Set(sessions).count == 1_701)
            let newest = try stack.control(["logs", "export", "--ndjson", "--since", "2100-01-01T00:00:00Z"])
            #expect(newest.standardOutput.isEmpty)
            #expect(newest.status == 0)
        }
    }

    @Test func `a file is new, private and whole, or not there`() throws {
        try Stack.with { (stack) throws in
            _ = try stack.create(TestCall(session: "1"))
            let path = "\(stack.directory)/calls.csv"
            #expect(try stack.control(["logs", "export", "--csv", "--output", path]).status == 0)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let text = stack.contents(path)
            #expect(text.hasPrefix("platform,"))
            let again = try stack.control(["logs", "export", "--csv", "--output", path])
            #expect(again.status == 1)
            #expect(again.standardError.contains("it exists already"))
            #expect(stack.contents(path) == text)
            #expect(try stack.control(["logs", "export", "--csv", "--output", "/nowhere/calls.csv"]).status == 1)
        }
    }

    @Test func `a full disk is a failure that is told`() throws {
        try Stack.with { (stack) throws in
            let output = try Program.run(
                "sh",
                ["-c", "\(Program.built("calllogctl")) logs export --csv > /dev/full"],
                environment: stack.environment
            )
            #expect(output.status == 1)
            #expect(output.standardError.contains("standard output cannot be written: No space left on device"))
        }
    }

    @Test func `at a terminal it says how far it is, and takes the line away`() throws {
        try Stack.with { (stack) throws in
            try stack.fill(1_200)
            let folder = try Folder()
            let terminal = try PseudoTerminal(
                [Program.built("calllogctl"), "logs", "export", "--csv", "--output", "\(folder.path)/calls.csv"],
                environment: stack.environment,
                directory: folder.path
            )
            #expect(terminal.end() == 0)
            #expect(terminal.shown.contains("500 of 1201 calls, 41 %"), "\(terminal.shown)")
            #expect(terminal.shown.contains("\r\u{1B}[Kexported 1201 calls to "))
        }
    }

    @Test(arguments: [[], ["--csv", "--ndjson"], ["--csv", "word"], ["--csv", "--since", "today"]])
    func `a command line without sense is refused`(options: [String]) throws {
        let output = try Program.run(Program.built("calllogctl"), ["logs", "export"] + options, environment: [:])
        #expect(output.status == 64)
    }
}

extension Stack {
    /// Logs one call and makes so many copies of its row, in hundreds of one moment.
    fileprivate func fill(_ count: Int) throws {
        _ = try create(TestCall(session: "1"))
        let columns = try query("SELECT group_concat(name) FROM pragma_table_info('call_logs')")
        let copied = columns.split(separator: ",").map { name in
            switch name {
            case "session_id": "'copy-' || n"
            case "created_at": "created_at + n / 100"
            default: String(name)
            }
        }
        _ = try query(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count)) \
            INSERT INTO call_logs (\(columns)) SELECT \(copied.joined(separator: ",")) FROM numbers, call_logs \
            WHERE session_id = '1'
            """
        )
    }
}
