import Foundation
import Testing

/// Exactly once without a write-ahead log, as on a network file system.
@Suite(.serialized) struct RollbackJournalTests {
    /// Shorter than those of other tests: there are many kills here, and the CRM is in the same file.
    private static let settings = [
        "CALLLOG_JOURNAL": "rollback", "CALLLOG_CRM_TIMEOUT_MS": "300", "CALLLOG_LEASE_MS": "900",
        "CALLLOG_QUIET_MS": "1200",
    ]

    @Test func `fifty identical creates over three processes make one record`() throws {
        try Stack.with(processes: 3, environment: ["CALLLOG_JOURNAL": "rollback"], limits: "") { (stack) throws in
            let (replies, errors) = inParallel(50) { _ in
                try stack.create(TestCall(session: "9101", note: "note of 9101"))
            }
            #expect(errors.isEmpty)
            #expect(try replies.filter { try $0.isSuccessful }.count == 1)
            #expect(try replies.filter { try $0.message == "Existing log for session 9101" }.count == 49)
            #expect(try stack.recordsInTestCRM(noteContains: "note of 9101") == 1)
            #expect(!FileManager.default.fileExists(atPath: stack.database + "-wal"))
        }
    }

    @Test(arguments: ["afterClaim", "afterStamp", "afterSend", "insideSettle"])
    func `a kill at any point leaves exactly one record`(point: String) throws {
        try Stack.with(processes: 0, environment: Self.settings) { (stack) throws in
            try stack.startResponders(1, extra: ["CALLLOG_FAULT": "\(point):kill"])
            let call = TestCall(session: "9102", note: "note of 9102")
            #expect(try stack.create(call).status == 502)
            #expect(stack.waitForEnd(of: stack.responders))
            try stack.startResponders(2)
            #expect(try stack.waitUntilDecided())
            #expect(try stack.create(call).message == "Existing log for session 9102")
            #expect(try stack.recordsInTestCRM(noteContains: "note of 9102") == 1)
            #expect(try stack.query("PRAGMA integrity_check") == "ok")
        }
    }
}
