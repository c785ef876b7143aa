import CallLog
import Testing

@testable import CallLogAdmin

@Suite struct DatabaseCheckTests {
    @Test(arguments: [
        (false, "so it runs with a rollback journal", "Put it on a disk"),
        (true, "the shared memory of a write-ahead log", "CALLLOG_JOURNAL=auto"),
    ])
    func `of a network file system it tells what the journal in use means`(log: Bool, text: String, advice: String) {
        let finding = DatabaseCheck.networkFinding(usesWriteAheadLog: log)
        #expect(finding.level == .warn)
        #expect(finding.text.contains(text))
        #expect(finding.advice?.contains(advice) == true)
    }
}
