import Foundation
import Testing

/// Idempotency keys, cached notes, deleted records, a full or broken database.
@Suite(.serialized) struct KeptPromisesTests {
    @Test func `an idempotency key replays the first reply and refuses another request`() throws {
        try Stack.with(processes: 2, limits: "") { (stack) throws in
            let key = ["Idempotency-Key": "key-1"]
            let (replies, errors) = inParallel(8) { _ in
                try stack.create(TestCall(session: "6001"), headers: key)
            }
            #expect(errors.isEmpty)
            #expect(Set(replies.map(\.text)).count == 1, "\(Set(replies.map(\.text)))")
            #expect(try replies.allSatisfy { try $0.isSuccessful })
            let other = try stack.create(TestCall(session: "6002"), headers: key)
            #expect(other.status == 200)
            #expect(try !other.isSuccessful)
            #expect(try other.message?.contains("Idempotency-Key") == true)
            let second = try stack.makeUser("second")
            #expect(try stack.create(TestCall(session: "6003"), token: second, headers: key).isSuccessful)
            #expect(try stack.rows().count == 2)
        }
    }

    @Test func `a note typed during the call goes into a log that brings none`() throws {
        try Stack.with { (stack) throws in
            func cache(_ session: String, _ note: String) throws -> HTTPReply {
                let body = "{\"sessionId\":\"\(session)\",\"note\":\"\(note)\"}"
                return try stack.send("POST", "/callLog/cacheNote?jwtToken=\(stack.token)", body: body)
            }
            func note(_ session: String) throws -> String? {
                let data = try stack.load([session], details: true).logs.first?["logData"] as? [String: Any]
                return data?["note"] as? String
            }
            let cached = try cache("6101", "typed early")
            #expect(try cached.isSuccessful)
            #expect(try cached.json["returnMessage"] as? String == "Note cache saved")
            #expect(try stack.create(TestCall(session: "6101", note: "")).isSuccessful)
            #expect(try note("6101") == "typed early")
            #expect(try stack.query("SELECT count(*) FROM cached_notes") == "0")

            _ = try cache("6102", "unused")
            #expect(try stack.create(TestCall(session: "6102", note: "from the form")).isSuccessful)
            #expect(try note("6102") == "from the form")
            #expect(try stack.query("SELECT count(*) FROM cached_notes") == "0")
            _ = try cache("6102", "too late")
            #expect(try stack.update(["sessionId": "6102", "note": ""]).isSuccessful)
            #expect(try note("6102") == "from the form")
            #expect(try stack.query("SELECT count(*) FROM cached_notes") == "1", "no note has taken its place")
            #expect(try stack.update(["sessionId": "6102", "note": "edited"]).isSuccessful)
            #expect(try note("6102") == "edited")
            #expect(try stack.query("SELECT count(*) FROM cached_notes") == "0")
        }
    }

    @Test func `a record deleted in the CRM frees the call`() throws {
        try Stack.with { (stack) throws in
            let first = try stack.create(TestCall(session: "6201")).logID
            _ = try stack.query("DELETE FROM adapter_records WHERE kind = 'log'")
            let loaded = try stack.load(["6201"], details: true)
            #expect(try loaded.logs.first?["matched"] as? Bool == false)
            #expect(try stack.load(["6201"]).logs.first?["matched"] as? Bool == false)
            let again = try stack.create(TestCall(session: "6201"))
            #expect(try again.isSuccessful)
            #expect(try again.logID != first)
        }
    }

    @Test func `an empty note clears only what its user was just shown`() throws {
        try Stack.with { (stack) throws in
            #expect(try stack.create(TestCall(session: "6301", note: "keep me")).isSuccessful)
            func note() throws -> String? {
                let body = try stack.query("SELECT value FROM adapter_records WHERE kind = 'log'")
                return body.contains("keep me") ? "keep me" : nil
            }
            #expect(try stack.update(["sessionId": "6301", "note": "", "subject": "S"]).isSuccessful)
            #expect(try note() == "keep me", "never shown")
            _ = try stack.load(["6301"], details: true)
            #expect(try stack.update(["sessionId": "6301", "note": ""]).isSuccessful)
            #expect(try note() == "keep me", "no subject: a background update")
            #expect(try stack.update(["sessionId": "6301", "note": "keep me too", "subject": "S"]).isSuccessful)
            #expect(try stack.update(["sessionId": "6301", "note": "", "subject": "S"]).isSuccessful)
            #expect(try note() == "keep me", "another note than the one that was shown")
            _ = try stack.load(["6301"], details: true)
            #expect(try stack.update(["sessionId": "6301", "note": "", "subject": "S"]).isSuccessful)
            #expect(try note() == nil)
            let data = try stack.load(["6301"], details: true).logs.first?["logData"] as? [String: Any]
            #expect(data?["note"] as? String == "")
        }
    }

    @Test func `a busy database says so and makes no CRM call`() throws {
        try Stack.with { (stack) throws in
            // Another process holds the write lock for longer than we wait.
            let holder = stack.holdWriteLock()
            let reply = try stack.create(TestCall(session: "6401"))
            #expect(try reply.message == "Database operation failed")
            #expect(waitUntil(seconds: 15) { holder.isFinished })
            #expect(try stack.rows().isEmpty)
            #expect(try stack.create(TestCall(session: "6401")).isSuccessful)
        }
    }

    @Test func `a damaged database is refused at the start with advice`() throws {
        try Stack.with { (stack) throws in
            let pids = stack.responders
            for pid in pids { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: pids))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: stack.database + suffix) }
            try String(repeating: "no database ", count: 2000)
                .write(toFile: stack.database, atomically: true, encoding: .utf8)
            let output = try Program.run(
                Program.built("calllog-fcgi"),
                ["--listen", "unix:\(stack.directory)/other.sock"],
                environment: stack.environment
            )
            #expect(output.status == 78)
            #expect(output.standardError.contains("Restore the last backup"), "\(output.standardError)")
        }
    }

    @Test func `a backup is consistent while calls are logged`() throws {
        try Stack.with(limits: "") { (stack) throws in
            let (_, errors) = inParallel(4) { worker in
                for index in 0..<15 { _ = try stack.create(TestCall(session: "65\(worker)\(index)")) }
                if worker == 0 {
                    let output = try stack.control(["backup", "\(stack.directory)/copy.db"])
                    #expect(output.status == 0, "\(output.standardError)")
                }
            }
            #expect(errors.isEmpty)
            let copy = "\(stack.directory)/copy.db"
            let check = try Program.run("sqlite3", [copy, "PRAGMA integrity_check"], environment: stack.environment)
            #expect(check.standardOutput == "ok\n")
            let attributes = try FileManager.default.attributesOfItem(atPath: copy)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try stack.control(["backup", copy]).status == 1, "never overwrites")
        }
    }
}
