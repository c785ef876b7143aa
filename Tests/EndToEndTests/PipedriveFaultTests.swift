import Foundation
import TestSupport
import Testing

/// A CRM that drops, delays, executes and then fails, or shows a record late (reliability.md 4.8, rows F, C and S):
/// one live record in the end, and never a blind second post.
@Suite struct PipedriveFaultTests {
    /// A fault, how often an activity is posted in all, and how many live in the end.
    static let matrix: [(FakePipedrive.Fault, posts: Int)] = [
        (.executeThenDrop, 1),
        (.executeThenFail(), 1),
        (.executeThenGarbage, 1),
        (.executeThenTruncate, 1),
        (.executeThenHang, 1),
        (.waitThenExecute(.milliseconds(1800)), 1),
        (.dropBeforeExecuting, 2),
        (.fail(), 2),
    ]

    @Test(arguments: matrix.indices)
    func `an unknown outcome becomes exactly one record`(row: Int) throws {
        let (fault, posts) = Self.matrix[row]
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("5000", note: "warm-up").isSuccessful)
            pipedrive.fake.fail("POST /api/v2/activities", with: fault)
            let first = try pipedrive.create("5001")
            #expect(first.status == 200)
            #expect(try !first.isSuccessful)
            #expect(try first.json["pending"] as? Bool == true, "\(first.text)")
            #expect(try first.message?.contains("completed automatically") == true)
            #expect(try pipedrive.stack.load(["5001"], token: pipedrive.token).logs.first?["pending"] as? Bool == true)
            #expect(try pipedrive.stack.waitUntilDecided())
            #expect(pipedrive.posts == posts + 1, "\(fault)")
            #expect(pipedrive.live == 2)
            let again = try pipedrive.create("5001")
            #expect(try again.message == "Existing log for session 5001")
            #expect(pipedrive.live == 2)
        }
    }

    @Test func `a record that shows late is waited for`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            // The first look, after two seconds, finds nothing; the one at the end of the quiet time does.
            pipedrive.fake.fail("POST /api/v2/activities", with: .visibleLateThenDrop(.seconds(3)))
            #expect(try !pipedrive.create("5101").isSuccessful)
            let id = try #require(pipedrive.fake.activities.last?["id"]?.numberValue?.int64)
            #expect(try pipedrive.stack.waitUntilDecided())
            #expect(pipedrive.posts == 1)
            #expect(
                try pipedrive.stack.load(["5101"], token: pipedrive.token).logs.first?["logId"] as? String == "\(id)"
            )
        }
    }

    @Test func `a kill before the unknown outcome is written down leaves exactly one record`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let stack = pipedrive.stack
            let pids = stack.responders
            for pid in pids { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: pids))
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "beforeUnknown:kill"])
            pipedrive.fake.fail("POST /api/v2/activities", with: .executeThenDrop)
            #expect(try pipedrive.create("5901").status == 502)
            #expect(stack.waitForEnd(of: stack.responders))
            try stack.startResponders(1)
            #expect(try stack.waitUntilDecided())
            #expect(pipedrive.posts == 1)
            #expect(pipedrive.live == 1)
            #expect(try pipedrive.create("5901").message == "Existing log for session 5901")
        }
    }

    @Test func `twelve requests of which the first is lost after executing make one record`() throws {
        try PipedriveStack.with(processes: 2) { (pipedrive) throws in
            #expect(try pipedrive.create("5200", note: "warm-up").isSuccessful)
            pipedrive.fake.fail("POST /api/v2/activities", with: .executeThenDrop)
            let (replies, errors) = inParallel(12) { _ in try pipedrive.create("5201") }
            #expect(errors.isEmpty)
            #expect(try replies.allSatisfy { try !$0.isSuccessful })
            #expect(try pipedrive.stack.waitUntilDecided())
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 2)
        }
    }

    @Test func `two agents whose equal records were both lost each get their own back`() throws {
        try PipedriveStack.with(processes: 2) { (pipedrive) throws in
            let second = try PipedriveStack.connect(pipedrive.stack, pipedrive.fake, user: 778)
            pipedrive.fake.fail("POST /api/v2/activities", times: 2, with: .executeThenDrop)
            for token in [pipedrive.token, second] {
                #expect(try !pipedrive.stack.create(TestCall(session: "5301"), token: token).isSuccessful)
            }
            #expect(try pipedrive.stack.waitUntilDecided())
            #expect(pipedrive.posts == 2)
            #expect(pipedrive.live == 2)
            let ids = try Set(pipedrive.stack.rows().compactMap { $0["logId"] as? String })
            #expect(ids.count == 2)
        }
    }

    @Test(arguments: [FakePipedrive.Fault.executeThenDrop, .dropBeforeExecuting])
    func `two extensions of one session keep their own notes, though both show the session's line`(
        first: FakePipedrive.Fault
    ) throws {
        try PipedriveStack.with(processes: 2) { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            let settings = "\(stack.directory)/settings.json"
            try #"{"addCallSessionId":{"value":true}}"#.write(toFile: settings, atomically: true, encoding: .utf8)
            let set = ["user", "set", "--platform", "pipedrive", "--id", "777-4242-pipedrive", "--settings", settings]
            #expect(try stack.control(set).status == 0)
            fake.fail("POST /api/v2/activities", with: first)
            #expect(try !pipedrive.create("5701", note: "NOTE-ONE", extra: ["extensionNumber": "101"]).isSuccessful)
            fake.fail("POST /api/v2/activities", with: .executeThenDrop)
            #expect(try !pipedrive.create("5701", note: "NOTE-TWO", extra: ["extensionNumber": "102"]).isSuccessful)
            #expect(try stack.waitUntilDecided())
            let notes = fake.activities.filter { $0["is_deleted"]?.boolValue != true }
                .compactMap { $0["note"]?.stringValue }
            #expect(notes.filter { $0.contains("NOTE-ONE") }.count == 1, "\(notes)")
            #expect(notes.filter { $0.contains("NOTE-TWO") }.count == 1, "\(notes)")
        }
    }

    @Test func `a person's own activity that looks alike is neither adopted nor deleted`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("5401").isSuccessful)
            usleep(1_100_000)
            pipedrive.fake.fail("POST /api/v2/activities", with: .dropBeforeExecuting)
            #expect(try !pipedrive.create("5402").isSuccessful, "the same text for another session")
            #expect(try pipedrive.stack.waitUntilDecided())
            #expect(pipedrive.live == 2)
            #expect(try Set(pipedrive.stack.rows().compactMap { $0["logId"] as? String }).count == 2)
        }
    }

    @Test(arguments: ["afterStamp", "afterSend"])
    func `an owner stopped at Pipedrive's door yields to its successor`(point: String) throws {
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("5500", note: "warm-up").isSuccessful)
            let stack = pipedrive.stack
            let pids = stack.responders
            for pid in pids { stack.signal(SIGTERM, pid) }
            #expect(stack.waitForEnd(of: pids))
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "\(point):stop"])
            let owner = stack.responders[0]
            let sender = Thread { _ = try? pipedrive.create("5501") }
            sender.start()
            #expect(waitUntil { Stack.isStopped(owner) })
            try stack.startResponders(1)
            #expect(try stack.waitUntilDecided())
            stack.signal(SIGCONT, owner)
            #expect(waitUntil(seconds: 15) { sender.isFinished && pipedrive.live == 2 })
            // Stopped before it could send, it finds its deadline over and sends nothing; stopped after, its record is
            // the one that is adopted. Either way a single post.
            #expect(pipedrive.posts == 2)
            let id = try stack.load(["5501"], token: pipedrive.token).logs.first?["logId"] as? String
            let living = pipedrive.fake.activities.filter { $0["is_deleted"]?.boolValue != true }
            #expect(living.contains { $0["id"]?.numberValue?.text == id })
        }
    }

    @Test(arguments: [FakePipedrive.Fault.executeThenDrop, .executeThenHang, .hang])
    func `an update of unknown outcome may be sent again`(fault: FakePipedrive.Fault) throws {
        try PipedriveStack.with { (pipedrive) throws in
            #expect(try pipedrive.create("5601").isSuccessful)
            pipedrive.fake.fail("PATCH /api/v2/activities/{id}", with: fault)
            let fields = ["sessionId": "5601", "note": "edited"]
            #expect(try !pipedrive.stack.update(fields, token: pipedrive.token).isSuccessful)
            #expect(try pipedrive.stack.update(fields, token: pipedrive.token).isSuccessful)
            let note = pipedrive.fake.activities.last?["note"]?.stringValue ?? ""
            #expect(note.components(separatedBy: "edited").count == 2, "\(note)")
        }
    }
}
