import CRMAdapters
import CallLog
import CallLogTesting
import StrictJSON
import TestSupport
import Testing

@Suite struct PipedriveFaultTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var fault: FakePipedrive.Fault
        var reason: CRMError.Reason
        /// Activities there are afterwards.
        var written: Int
        var testDescription: String { "\(fault)" }
    }

    static let rows: [Row] = [
        Row(fault: .dropBeforeExecuting, reason: .outcomeUnknown, written: 0),
        Row(fault: .executeThenDrop, reason: .outcomeUnknown, written: 1),
        Row(fault: .executeThenFail(), reason: .unavailable, written: 1),
        Row(fault: .fail(status: 503), reason: .unavailable, written: 0),
        Row(fault: .burst(retryAfter: 3), reason: .rateLimited(retryAfter: .seconds(3)), written: 0),
        Row(fault: .dailyBudgetSpent, reason: .budgetSpent(retryAfter: nil), written: 0),
        Row(fault: .executeThenGarbage, reason: .unreadableReply, written: 1),
        Row(fault: .executeThenTruncate, reason: .outcomeUnknown, written: 1),
        Row(fault: .hang, reason: .outcomeUnknown, written: 0),
        Row(fault: .executeThenHang, reason: .outcomeUnknown, written: 1),
    ]

    @Test(arguments: rows) func `a fault at the write is told apart, and reconciled`(_ row: Row) async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("POST /api/v2/activities", with: row.fault)
        let claimedAt = bench.time.now()
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft(), in: bench.context(timeout: .milliseconds(700)))
        }
        #expect(error?.reason == row.reason)
        #expect(bench.fake.activities.count == row.written)
        #expect(row.written == 0 || error?.mayHaveExecuted == true)
        let found = try await bench.adapter.callLogs(
            matching: bench.draft(),
            claimedAt: claimedAt,
            in: bench.context()
        )
        #expect(found.all.count == row.written)
    }

    @Test func `a record that shows late is not found before`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("POST /api/v2/activities", with: .visibleLate(.seconds(20)))
        let claimedAt = bench.time.now()
        let id = try await bench.create()
        let search = { () async throws(CRMError) in
            try await bench.adapter.callLogs(matching: bench.draft(), claimedAt: claimedAt, in: bench.context()).all
        }
        #expect(try await search() == [])
        bench.time.advance(by: .seconds(20))
        #expect(try await search() == [id])
    }

    @Test func `a delayed reply within the time is a success`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("POST /api/v2/activities", with: .delay(.milliseconds(100)))
        _ = try await bench.create()
        #expect(bench.fake.activities.count == 1)
    }

    @Test func `a request that executes late is unknown, then found`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("POST /api/v2/activities", with: .waitThenExecute(.milliseconds(300)))
        let claimedAt = bench.time.now()
        let error = await failure { () async throws(CRMError) in
            try await bench.adapter.createCallLog(bench.draft(), in: bench.context(timeout: .milliseconds(100)))
        }
        #expect(error?.reason == .outcomeUnknown)
        for _ in 0..<200 where bench.fake.activities.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        let found = try await bench.adapter.callLogs(
            matching: bench.draft(),
            claimedAt: claimedAt,
            in: bench.context()
        )
        #expect(found.all.count == 1)
    }

    @Test func `nobody at the port means nothing was sent`() async throws {
        let bench = try PipedriveBench()
        bench.fake.stop()
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .notSent)
    }

    @Test func `an ended access token is rejected credentials`() async throws {
        let bench = try PipedriveBench()
        bench.fake.expireAccessTokens()
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .credentialsRejected)
        #expect(error?.status == 401)
    }

    @Test func `the company's own budget running out is a spent budget`() async throws {
        let bench = try PipedriveBench()
        _ = try await bench.create()
        bench.fake.setDailyTokens(3)
        let error = await failure { () async throws(CRMError) in try await bench.create() }
        #expect(error?.reason == .budgetSpent(retryAfter: nil))
    }

    @Test func `what is left of the budget is kept per company, once a minute`() async throws {
        let bench = try PipedriveBench()
        let scope = AdapterScope(tenant: bench.user.tenant)
        let records = AdapterRecords(platform: "pipedrive", store: bench.store, time: bench.time)
        let kept = { () async throws(CRMError) in
            try await records.record(PipedriveBudget.kind, id: PipedriveBudget.id, scope: scope)?.value
        }
        _ = try await bench.create()
        let first = try #require(try await kept())
        #expect(first["burstLimit"] == 80)
        #expect(first["dailyLimit"] == 30_000)
        #expect(first["dailyRemaining"] == 29_980)
        bench.time.advance(by: .seconds(59))
        _ = try await bench.create()
        #expect(try await kept() == first)
        bench.time.advance(by: .seconds(1))
        _ = try await bench.create()
        #expect(try await kept()?["dailyRemaining"] == 29_967)
    }
}
