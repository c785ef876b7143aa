import Foundation
import TestSupport
import Testing

/// A disk without space, by a limit on the size of the responder's files.
@Suite struct DiskFaultTests {
    @Test func `a full disk refuses calls before the CRM hears of them, and loses nothing`() throws {
        try PipedriveStack.with(processes: 0) { (pipedrive) throws in
            let stack = pipedrive.stack
            try stack.startResponders(1, ulimit: "-f 256")
            try stack.waitUntilUp()
            #expect(try pipedrive.create("9001").isSuccessful)
            let limited = stack.responders

            // Another process, without a limit, makes the write-ahead log longer than the responder's may be.
            _ = try stack.query("INSERT INTO account_settings VALUES ('ballast', hex(randomblob(200000)))")
            for _ in 0..<2 {
                let refused = try pipedrive.create("9002")
                #expect(refused.status == 200)
                #expect(try !refused.isSuccessful)
                #expect(try refused.message == "Database operation failed", "\(refused.text)")
            }
            #expect(pipedrive.posts == 1)
            let loaded = try stack.load(["9001", "9002"], token: pipedrive.token)
            #expect(try loaded.logs.map { $0["matched"] as? Bool } == [true, false], "\(loaded.text)")
            #expect(limited.allSatisfy { !Stack.hasEnded($0) })
            #expect(try Self.ignores(SIGXFSZ, limited[0], stack), "the limit is an error in every thread, not a signal")

            for pid in limited { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: limited))
            try stack.startResponders(1)
            try stack.waitUntilUp()
            #expect(try pipedrive.create("9002").isSuccessful)
            #expect(try pipedrive.create("9002").message == "Existing log for session 9002")
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 2)
            #expect(try stack.query("PRAGMA integrity_check") == "ok")
        }
    }

    @Test func `a disk that fills up while the CRM writes leaves the call to be completed`() throws {
        try PipedriveStack.with(processes: 0) { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            try stack.startResponders(1, ulimit: "-f 256")
            try stack.waitUntilUp()
            #expect(try pipedrive.create("9101").isSuccessful)
            let limited = stack.responders

            fake.fail("POST /api/v2/activities", with: .delay(.milliseconds(600)))
            let filler = Thread {
                waitUntil { pipedrive.posts == 2 }
                _ = try? stack.query("INSERT INTO account_settings VALUES ('ballast', hex(randomblob(200000)))")
            }
            filler.start()
            let reply = try pipedrive.create("9102")
            #expect(reply.status == 200)
            #expect(try !reply.isSuccessful)
            #expect(try reply.json["pending"] as? Bool == true, "\(reply.text)")
            #expect(try reply.message?.contains("completed automatically") == true)
            #expect(limited.allSatisfy { !Stack.hasEnded($0) })

            for pid in limited { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: limited))
            try stack.startResponders(1)
            #expect(try stack.waitUntilDecided())
            #expect(try pipedrive.create("9102").message == "Existing log for session 9102")
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 2)
        }
    }

    /// Whether a process ignores a signal (`proc(5)`, the mask SigIgn).
    private static func ignores(_ signal: Int32, _ pid: pid_t, _ stack: Stack) throws -> Bool {
        let lines = stack.contents("/proc/\(pid)/status").split(separator: "\n")
        let mask = try #require(lines.first { $0.hasPrefix("SigIgn:\t") }).dropFirst(8)
        return try #require(UInt64(mask, radix: 16)) >> UInt64(signal - 1) & 1 == 1
    }
}
