import Foundation
import Synchronization
import Testing

/// Many requests for one call, in several processes at once.
@Suite(.serialized) struct RaceTests {
    @Test func `fifty identical creates over two processes make one record`() throws {
        try Stack.with(processes: 2, limits: "") { (stack) throws in
            let (replies, errors) = inParallel(50) { _ in
                try stack.create(TestCall(session: "9001", note: "note of 9001"))
            }
            #expect(errors.isEmpty)
            let created = try replies.filter { try $0.isSuccessful }
            #expect(created.count == 1)
            let id = try #require(try created.first?.logID)
            let existing = try replies.filter { try $0.message == "Existing log for session 9001" }
            #expect(existing.count == 49)
            #expect(try existing.allSatisfy { try $0.logID == id })
            #expect(try stack.recordsInTestCRM(noteContains: "note of 9001") == 1)
        }
    }

    @Test func `two agents of one call with the same text both keep their record`() throws {
        try Stack.with(processes: 2, limits: "") { (stack) throws in
            let tokens = [stack.token, try stack.makeUser("second")]
            let (replies, errors) = inParallel(20) { index in
                try stack.create(TestCall(session: "9002", note: "note of 9002"), token: tokens[index % 2])
            }
            #expect(errors.isEmpty)
            #expect(try replies.filter { try $0.isSuccessful }.count == 2)
            #expect(try Set(replies.compactMap { try $0.logID }).count == 2)
            #expect(try stack.recordsInTestCRM(noteContains: "note of 9002") == 2)
        }
    }

    @Test func `twenty parallel updates lose nothing`() throws {
        try Stack.with(processes: 2, limits: "") { (stack) throws in
            #expect(try stack.create(TestCall(session: "9003", note: "first")).isSuccessful)
            let link = "https://rec.example.com/9003"
            let (replies, errors) = inParallel(20) { index in
                try index % 2 == 0
                    ? stack.update(["sessionId": "9003", "note": "edit \(index)"])
                    : stack.update(["sessionId": "9003", "note": "", "recordingLink": link, "duration": 130])
            }
            #expect(errors.isEmpty)
            #expect(try replies.allSatisfy { try $0.isSuccessful })
            let data = try stack.load(["9003"], details: true).logs.first?["logData"] as? [String: Any]
            let body = try #require(data?["fullBody"] as? String)
            #expect((data?["note"] as? String)?.hasPrefix("edit ") == true)
            #expect(body.components(separatedBy: link).count == 2, "\(body)")
            #expect(body.components(separatedBy: "- Note: ").count == 2, "\(body)")
            #expect(body.components(separatedBy: "- Duration: ").count == 2, "\(body)")
        }
    }

    @Test func `a kill -9 storm loses nothing and doubles nothing`() throws {
        try Stack.with(processes: 2, environment: ShortClocks.settings, limits: "") { (stack) throws in
            let isOver = Mutex(false)
            let killer = Thread {
                var generator = SeededGenerator(seed: 7)
                while !isOver.withLock({ $0 }) {
                    // One of the two dies, the other serves on; then it dies too, and two new ones start.
                    for victim in stack.responders.shuffled(using: &generator) {
                        usleep(UInt32.random(in: 60_000...160_000, using: &generator))
                        stack.signal(SIGKILL, victim)
                        _ = stack.waitForEnd(of: [victim])
                    }
                    try? stack.startResponders(2)
                }
            }
            killer.start()
            let acknowledged = Mutex<[String: String]>([:])
            let (_, errors) = inParallel(10) { worker in
                for index in 0..<24 {
                    let session = "7\(worker)0\(100 + index)"
                    let reply = try stack.create(TestCall(session: session, note: "note of \(session)."))
                    if reply.status == 200, let id = try reply.logID { acknowledged.withLock { $0[session] = id } }
                    usleep(8000)
                }
            }
            isOver.withLock { $0 = true }
            #expect(waitUntil { killer.isFinished })
            #expect(errors.isEmpty, "\(errors)")
            #expect(try stack.waitUntilDecided(seconds: 40))
            let acked = acknowledged.withLock { $0 }
            #expect(acked.count >= 100, "acknowledged \(acked.count) of 240")
            for (session, id) in acked {
                #expect(try stack.recordsInTestCRM(noteContains: "note of \(session).") == 1, "\(session)")
                #expect(try stack.load([session]).logs.first?["logId"] as? String == id)
            }
            let doubled = try stack.query(
                """
                SELECT count(*) FROM (SELECT json_extract(value, '$.note') AS note FROM adapter_records
                WHERE kind = 'log' GROUP BY note HAVING count(*) > 1)
                """
            )
            #expect(doubled == "0")
            let rows = try stack.query("SELECT count(*) FROM call_logs WHERE state = 'done'")
            #expect(rows == (try stack.query("SELECT count(*) FROM adapter_records WHERE kind = 'log'")))
            #expect(try stack.query("PRAGMA integrity_check") == "ok")
        }
    }
}

/// The same numbers on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
