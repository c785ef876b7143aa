import CallLogTesting
import Testing

@testable import CallLog

/// Which of the records that were found becomes the draft's, and which may be deleted.
struct AdoptionTests {
    struct Row: CustomTestStringConvertible {
        var testDescription: String
        var certain: [CRMLogID] = []
        var possible: [CRMLogID] = []
        /// Records that other rows hold.
        var held: [CRMLogID] = []
        var chosen: CRMLogID?
        var copies: [CRMLogID] = []
    }

    static let rows = [
        Row(testDescription: "nothing"),
        Row(testDescription: "one", certain: ["1"], chosen: "1"),
        Row(testDescription: "with copies", certain: ["1", "2", "3"], chosen: "1", copies: ["2", "3"]),
        Row(testDescription: "one of the claim's moment", possible: ["1"], chosen: "1"),
        Row(testDescription: "that one, with a copy", certain: ["2"], possible: ["1"], chosen: "1", copies: ["2"]),
        Row(testDescription: "several of that moment", possible: ["3", "2", "1"], chosen: "3"),
        Row(testDescription: "the newest of them is another call's", possible: ["2", "1"], held: ["2"], chosen: "1"),
        Row(
            testDescription: "those of that moment are other calls'",
            certain: ["3"],
            possible: ["2", "1"],
            held: ["1", "2"],
            chosen: "3"
        ),
        Row(testDescription: "a certain one before several others", certain: ["3"], possible: ["2", "1"], chosen: "3"),
        Row(testDescription: "all are other calls'", certain: ["2"], possible: ["1"], held: ["1", "2"]),
    ]

    @Test(arguments: rows) func `the likeliest free record is adopted`(_ row: Row) async throws {
        let bench = ClaimsBench()
        let claim = try await bench.claim("1")
        for (index, id) in row.held.enumerated() {
            let other = try await bench.claim(CallSessionID(rawValue: "other-\(index)"), body: "another")
            guard case .settled = try await bench.claims.settle(other, .done(id)) else {
                Issue.record("held by two")
                return
            }
        }
        let adoption = try await bench.claims.adopt(
            claim,
            from: FoundCallLogs(row.certain, possible: row.possible),
            trustedSession: false
        )
        switch adoption {
        case .adopted(let id, let extras):
            #expect(id == row.chosen)
            #expect(extras == row.copies)
        case .nothingFound: #expect(row.chosen == nil)
        case .wait, .lost: Issue.record("\(adoption)")
        }
    }
}
