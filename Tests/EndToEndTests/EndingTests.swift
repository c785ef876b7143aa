import Foundation
import TestSupport
import Testing

/// Requests whose client, server or reply ends too early.
@Suite(.serialized) struct EndingTests {
    @Test func `SIGTERM lets a call of three seconds finish`() throws {
        try PipedriveStack.with(environment: [:]) { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            #expect(try pipedrive.create("7001", note: "warm-up").isSuccessful)
            fake.fail("POST /api/v2/activities", with: .delay(.seconds(3)))
            let reply = inBackground { try pipedrive.create("7002") }
            #expect(waitUntil { pipedrive.posts == 2 })
            let pids = stack.responders
            let start = Date()
            for pid in pids { stack.signal(SIGTERM, pid) }
            #expect(try reply().isSuccessful)
            #expect(Date().timeIntervalSince(start) > 2, "it was under way")
            #expect(stack.waitForEnd(of: pids))
            #expect(stack.events("stopped").count == 1)
        }
    }

    @Test func `a client that leaves does not stop its call`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            #expect(try pipedrive.create("7101", note: "warm-up").isSuccessful)
            fake.fail("POST /api/v2/activities", with: .delay(.milliseconds(600)))
            let body = TestCall(session: "7102").body
            let client = try Sockets.connect(port: stack.port)
            let request = """
                POST /callLog?jwtToken=\(pipedrive.token) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: \(body.utf8.count)\r\n\r\n\(body)
                """
            try Sockets.send(Array(request.utf8), on: client)
            #expect(waitUntil { pipedrive.posts == 2 })
            close(client)
            #expect(try waitUntil { try stack.rows().filter { $0["state"] as? String == "done" }.count == 2 })
            let again = try pipedrive.create("7102")
            #expect(try again.message == "Existing log for session 7102")
            let id = fake.activities.last?["id"]?.numberValue?.text
            #expect(try id != nil && again.logID == id)
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 2)
        }
    }

    @Test func `a reply that a crash cuts never looks whole`() throws {
        try Stack.with(limits: "") { (stack) throws in
            let transcript = String(repeating: "A: Hello there, how are you?\n", count: 31_000)
            #expect(try stack.create(TestCall(session: "1", extra: ["transcript": transcript])).isSuccessful)
            let workers = stack.nginxWorkers
            #expect(workers.count == 2)
            let pid = stack.responders[0]
            // The reply waits for the database until nginx stands still, then fills the socket, and its writer dies.
            let holder = Program.holdWriteLock(of: stack.database, seconds: 2)
            let bytes = inBackground { [port = stack.port, token = stack.token] in
                let client = try Sockets.connect(port: port)
                defer { close(client) }
                let target = "/callLog?jwtToken=\(token)&sessionIds=1&requireDetails=true"
                try Sockets.send(
                    Array("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8),
                    on: client
                )
                return Sockets.receiveAll(on: client)
            }
            usleep(500_000)
            for worker in workers { kill(worker, SIGSTOP) }
            #expect(waitUntil { holder.isFinished })
            usleep(500_000)
            stack.signal(SIGKILL, pid)
            #expect(stack.waitForEnd(of: [pid]))
            for worker in workers { kill(worker, SIGCONT) }
            let reply = try HTTPReply(parsing: bytes())
            let declared = try #require(reply.header("content-length").flatMap { Int($0) })
            #expect(reply.status == 200 && declared > 900_000, "\(reply.status) \(declared)")
            #expect(
                (1..<declared).contains(reply.body.count),
                "\(reply.body.count) of \(declared) bytes: a broken reply"
            )
        }
    }

    @Test func `an update that comes while its call is being logged waits for it`() throws {
        try PipedriveStack.with(processes: 2) { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            #expect(try pipedrive.create("7201", note: "warm-up").isSuccessful)
            fake.fail("POST /api/v2/activities", with: .delay(.milliseconds(700)))
            let created = inBackground { try pipedrive.create("7202", note: "first") }
            #expect(waitUntil { pipedrive.posts == 2 })
            let fields: [String: Any] = ["sessionId": "7202", "note": "second", "recordingLink": "https://r.test/7"]
            let updated = try stack.update(fields, token: pipedrive.token)
            #expect(try created().isSuccessful)
            #expect(try updated.isSuccessful, "\(updated.text)")
            let note = fake.activities.last?["note"]?.stringValue ?? ""
            #expect(note.contains("second") && !note.contains("first") && note.contains("https://r.test/7"), "\(note)")
            #expect(note.contains("<b>Duration</b>: 2 minutes, 5 seconds"), "\(note)")
            #expect(pipedrive.live == 2)
        }
    }
}

extension Stack {
    /// nginx's worker processes.
    fileprivate var nginxWorkers: [pid_t] {
        let master = contents("\(directory)/nginx/nginx.pid").trimmingCharacters(in: .whitespacesAndNewlines)
        return contents("/proc/\(master)/task/\(master)/children").split(separator: " ").compactMap { pid_t($0) }
    }
}
