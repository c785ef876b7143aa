import Foundation
import TestSupport
import Testing

/// What takes long to show; `make torture` sets `CALLLOG_TORTURE`, without it each runs a short while.
@Suite(.serialized) struct TortureTests {
    private static let isLong = ProcessInfo.processInfo.environment["CALLLOG_TORTURE"] != nil

    @Test func `memory and descriptors stay flat over many requests`() throws {
        let total = Self.isLong ? 100_000 : 3000
        try Stack.with(environment: ["CALLLOG_LOG_LEVEL": "error"]) { (stack) throws in
            try Self.send(1000, to: stack)
            let pid = stack.responders[0]
            let before = try Self.usage(of: pid)
            try Self.send(total, to: stack)
            let after = try Self.usage(of: pid)
            #expect(after.resident - before.resident < 10 << 20, "\(before) \(after)")
            #expect(after.descriptors <= before.descriptors + 16, "\(before) \(after)")
            #expect(stack.responders.allSatisfy { !Stack.hasEnded($0) })
        }
    }

    @Test func `kills and rolls for a while lose no acknowledged call`() throws {
        let rounds = Self.isLong ? 40 : 3
        try Stack.supervised(workers: 3, environment: ShortClocks.settings) { (stack, supervisor) throws in
            let load = Load(on: stack, threads: 6)
            for round in 0..<rounds {
                usleep(400_000)
                if round % 2 == 0, let victim = stack.workers(of: supervisor).randomElement() {
                    kill(victim, SIGKILL)
                } else {
                    kill(supervisor, SIGHUP)
                }
            }
            usleep(500_000)
            let result = load.stop()
            #expect(result.failures.allSatisfy { $0.hasPrefix("502 ") })
            #expect(eventually(seconds: 30) { stack.workers(of: supervisor).count == 3 })
            #expect(try stack.waitUntilDecided(seconds: 60))
            let done = try stack.query("SELECT session_id FROM call_logs WHERE state = 'done'").split(separator: "\n")
            #expect(Set(result.logged.map { Substring($0) }).isSubset(of: Set(done)))
            #expect(try stack.query("PRAGMA integrity_check") == "ok")
        }
    }

    @Test func `however the CRM stalls, a request ends within one and a half deadlines`() throws {
        // Long: the deadlines of production, 8 s for a call and 12 s for a request.
        let deadline = Self.isLong ? 8.0 : 1.0
        let clocks = [
            "CALLLOG_CRM_TIMEOUT_MS": "\(Int(deadline * 1000))", "CALLLOG_LEASE_MS": "\(Int(deadline * 2500))",
            "CALLLOG_QUIET_MS": "\(Int(deadline * 4000))",
        ]
        try PipedriveStack.with(environment: clocks) { (pipedrive) throws in
            let fake = pipedrive.fake
            let slow = FakePipedrive.Fault.delay(.milliseconds(Int64(deadline * 900)))
            fake.fail("GET /api/v1/activityTypes", with: slow)
            fake.fail("POST /api/v2/activities", with: .hang)
            var start = Date()
            let created = try pipedrive.create("1")
            #expect((deadline...deadline * 1.5 + 0.4).contains(Date().timeIntervalSince(start)))
            #expect(created.status == 200)
            #expect(try created.json["pending"] as? Bool == true)
            #expect(try pipedrive.stack.waitUntilDecided(seconds: deadline * 10))

            fake.fail("GET /api/v2/activities/{id}", with: slow)
            fake.fail("PATCH /api/v2/activities/{id}", with: .hang)
            start = Date()
            let updated = try pipedrive.stack.update(["sessionId": "1", "note": "x"], token: pipedrive.token)
            #expect((deadline...deadline * 1.5 + 0.4).contains(Date().timeIntervalSince(start)))
            #expect(try !updated.isSuccessful)
        }
    }

    private static func send(_ count: Int, to stack: Stack) throws {
        let socket = stack.socket
        let request = RawFastCGI.request(
            method: "GET",
            path: "/callLog",
            query: "jwtToken=\(stack.token)&sessionIds=1,2,3"
        )
        let outcome = inParallel(8) { _ in
            for _ in 0..<count / 8 {
                let descriptor = try Sockets.connect(path: socket)
                defer { close(descriptor) }
                try Sockets.send(request, on: descriptor)
                let output = RawFastCGI.output(of: Sockets.receiveAll(on: descriptor))
                guard output.hasPrefix("Status: 200") else { throw SocketError(call: output, code: 0) }
            }
        }
        try #require(outcome.errors == [])
    }

    private static func usage(of pid: pid_t) throws -> (resident: Int, descriptors: Int) {
        let fields = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
        let pages = try #require(Int(fields[1]))
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        return (pages * sysconf(Int32(_SC_PAGESIZE)), descriptors)
    }
}
