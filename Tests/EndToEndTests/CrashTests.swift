import Foundation
import Testing

/// A process killed or stopped at every point of a create (reliability.md 4.8): one record in the CRM, one row, and a
/// repeat that hears so.
@Suite struct CrashTests {
    @Test(
        arguments: [
            "beforeClaim", "afterClaim", "beforeStamp", "afterStamp", "afterSend", "insideSettle", "afterSettle",
            "beforeReply",
        ]
    )
    func `a kill at any point leaves exactly one record`(point: String) throws {
        try Stack.with(processes: 0, environment: ShortClocks.settings) { (stack) throws in
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "\(point):kill"])
            let call = TestCall(session: "8001", note: "note of 8001")
            let first = try stack.create(call)
            #expect(first.status == 502, "the reply died with the process")
            #expect(first.text == "The call-log server is not running. Try again in a moment.")
            let dead = stack.responders
            #expect(stack.waitForEnd(of: dead))

            try stack.startResponders(1)
            if point == "beforeClaim" {
                #expect(try stack.rows().isEmpty)
                #expect(try stack.create(call).isSuccessful)
            } else {
                #expect(try stack.waitUntilDecided())
                let again = try stack.create(call)
                #expect(try again.message == "Existing log for session 8001", "\(again.text)")
                #expect(try again.logID != nil)
            }
            #expect(try stack.recordsInTestCRM(noteContains: "note of 8001") == 1)
            #expect(try stack.rows().map { $0["state"] as? String } == ["done"])
            #expect(try stack.load(["8001"]).logs.first?["matched"] as? Bool == true)
        }
    }

    @Test func `a kill in the reconciler is only a delay`() throws {
        try Stack.with(processes: 0, environment: ShortClocks.settings) { (stack) throws in
            let once = "\(stack.directory)/once"
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "afterSend:kill"])
            _ = try stack.create(TestCall(session: "8002", note: "note of 8002"))
            #expect(stack.waitForEnd(of: stack.responders))
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "afterFind:kill", "CALLLOG_FAULT_ONCE": once])
            #expect(stack.waitForEnd(of: stack.responders), "killed while it reconciled")
            try stack.startResponders(1)
            #expect(try stack.waitUntilDecided())
            #expect(try stack.recordsInTestCRM(noteContains: "note of 8002") == 1)
            #expect(try stack.rows().map { $0["state"] as? String } == ["done"])
        }
    }

    @Test(arguments: ["beforeStamp", "afterStamp", "afterSend"])
    func `a stopped owner that wakes up late leaves exactly one record`(point: String) throws {
        try Stack.with(processes: 0, environment: ShortClocks.settings) { (stack) throws in
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "\(point):stop"])
            let owner = stack.responders[0]
            let sender = Thread { _ = try? stack.create(TestCall(session: "8003", note: "note of 8003")) }
            sender.start()
            #expect(waitUntil { Stack.isStopped(owner) })
            try stack.startResponders(1)
            #expect(try stack.waitUntilDecided(), "taken over while the owner sleeps")
            stack.signal(SIGCONT, owner)
            let isSingle = try waitUntil(seconds: 10) {
                try sender.isFinished && stack.recordsInTestCRM(noteContains: "note of 8003") == 1
            }
            #expect(isSingle)
            #expect(try stack.rows().map { $0["state"] as? String } == ["done"])
            let id = try stack.load(["8003"]).logs.first?["logId"] as? String
            let held = try stack.query("SELECT id FROM adapter_records WHERE kind = 'log'")
            #expect(held == id, "the row names the record that lives")
        }
    }
}
