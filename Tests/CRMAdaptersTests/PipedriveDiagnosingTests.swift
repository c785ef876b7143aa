import CallLog
import StrictJSON
import Testing

@testable import CRMAdapters

/// What the adapter says about a user without asking Pipedrive.
@Suite struct PipedriveDiagnosingTests {
    @Test func `before the first call nothing is known, and nothing is wrong`() async throws {
        let bench = try PipedriveBench()
        defer { bench.fake.stop() }
        let findings = try await bench.adapter.findings(about: bench.user)
        #expect(findings.map(\.level) == [.ok, .ok])
        #expect(findings.map(\.subject) == ["activity types", "budget"])
        #expect(bench.takeRequests().isEmpty, "no budget is spent")
    }

    @Test func `what a call has brought is told with its age`() async throws {
        let bench = try PipedriveBench()
        defer { bench.fake.stop() }
        _ = try await bench.create()
        await bench.time.sleep(for: .seconds(180))
        let findings = try await bench.adapter.findings(about: bench.user)
        #expect(findings[0].text.hasSuffix("kept, 3 min old"), "\(findings)")
        #expect(findings[1].text.contains("tokens left, as of"), "\(findings)")
        #expect(findings.allSatisfy { $0.level == .ok }, "\(findings)")
    }

    @Test func `a budget that is nearly spent and a list without calls are warned of`() async throws {
        let bench = try PipedriveBench()
        defer { bench.fake.stop() }
        let scope = bench.adapter.records.tenantScope(of: bench.user)
        try await bench.adapter.records.put(
            ["dailyLimit": 30_000, "dailyRemaining": 2_999],
            kind: PipedriveBudget.kind,
            id: PipedriveBudget.id,
            scope: scope
        )
        try await bench.adapter.records.put(
            ["types": [["key": "lunch", "name": "Lunch"]]],
            kind: "activityTypes",
            id: "all",
            scope: scope
        )
        let findings = try await bench.adapter.findings(about: bench.user)
        #expect(findings.map(\.level) == [.warn, .warn], "\(findings)")
    }

    @Test func `a refresh token that was left for sixty days is told`() async throws {
        let bench = try PipedriveBench()
        defer { bench.fake.stop() }
        var user = bench.user
        user.tokenExpiry = bench.time.now() - .seconds(61 * 86_400)
        let findings = try await bench.adapter.findings(about: user)
        #expect(findings.first?.level == .fail)
        #expect(findings.first?.subject == "token")
        user.tokenExpiry = bench.time.now() - .seconds(59 * 86_400)
        #expect(try await bench.adapter.findings(about: user).allSatisfy { $0.level == .ok })
    }

    @Test func `a company's place is its own host, and never another's`() async throws {
        let script = try ScriptedPipedrive.writing(.failure(.init(.connectionFailed)))
        #expect(script.adapter.places(for: nil) == ["https://oauth.pipedrive.com/oauth/token"])
        #expect(script.adapter.places(for: .pipedrive(777)) == ["https://acme.pipedrive.com/"])
        #expect(script.adapter.places(for: .pipedrive(777, hostname: "evil.example.org")).isEmpty)
    }
}
