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

    @Test func `a record that an alike call may own is no copy, whatever the CRM keeps of seconds`() async throws {
        let bench = ClaimsBench()
        let claim = try await bench.claim("1")
        // Another second, another wording; the CRM may keep neither.
        let start = Timestamp(seconds: 1_713_449_001)
        _ = try await bench.claim("2", body: "- Note:  the same", start: start)
        bench.time.advance(by: bench.policy.stampLife + bench.policy.lease)
        let found = FoundCallLogs(["10", "11"])
        guard case .adopted("10", extras: []) = try await bench.claims.adopt(claim, from: found, trustedSession: false)
        else {
            Issue.record("the other call may have been logged as 11")
            return
        }
        let second = try await bench.claim("3", contact: "c2")
        _ = try await bench.claim("4", contact: "c3")
        let others = FoundCallLogs(["20", "21"])
        guard
            case .adopted("20", extras: ["21"]) = try await bench.claims.adopt(
                second,
                from: others,
                trustedSession: false
            )
        else {
            Issue.record("calls of other contacts look different")
            return
        }
    }

    @Test func `what an equal call sent a moment ago is left to it`() async throws {
        let bench = ClaimsBench()
        let claim = try await bench.claim("1")
        _ = try await bench.claim("2")
        let adoption = try await bench.claims.adopt(claim, from: FoundCallLogs(["10"]), trustedSession: false)
        guard case .wait(until: bench.time.now() + bench.policy.stampLife + bench.policy.lease) = adoption else {
            Issue.record("\(adoption)")
            return
        }
    }

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
