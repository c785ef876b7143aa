import CRMAdapters
import CallLog
import StrictJSON

/// `calllogctl status`: calls by state, the oldest undecided one, and what is left of each company's CRM budget.
struct StatusCommand {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    func run(_ words: [String]) async throws(CommandError) {
        let isJSON = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: [], flags: ["json"])
            try arguments.expectNoWords()
            return arguments.has("json")
        }
        let server = try parts.open()
        let now = server.time.now()
        let (rows, users) = try await stored { () throws(StoreError) in
            try await server.store.read { store throws(StoreError) in
                (try store.callLogs(since: nil), try store.users())
            }
        }
        let states = CallLogRecord.State.allCases.map { state in
            (state.rawValue, rows.filter { $0.state == state }.count)
        }
        let oldest = rows.filter(\.state.isUndecided).map(\.claimedAt).min().map { (now - $0).components.seconds }
        let budgets = try await budgets(of: Set(users.map(\.tenant)), server.store)
        if isJSON {
            var object: JSONObject = ["calls": .object(JSONObject(counts: states))]
            object["oldestUndecidedSeconds"] = oldest.map { .integer($0) } ?? .null
            object["budgets"] = .object(JSONObject(members: budgets))
            Console.print(JSONValue.object(object).text)
            return
        }
        for (state, count) in states { Console.print("calls \(state)\t\(count)") }
        Console.print("oldest undecided\t\(oldest.map { "\($0) s" } ?? "-")")
        for (tenant, budget) in budgets { Console.print("budget \(tenant)\t\(budget.text)") }
    }

    private func budgets(
        of tenants: Set<Tenant>,
        _ store: any Store
    ) async throws(CommandError) -> [(String, JSONValue)] {
        let records = try await stored { () throws(StoreError) in
            try await store.read { store throws(StoreError) in
                var found: [(String, JSONValue)] = []
                for tenant in tenants {
                    let key = AdapterRecordKey(
                        scope: AdapterScope(tenant: tenant),
                        kind: PipedriveBudget.kind,
                        id: PipedriveBudget.id
                    )
                    guard let record = try store.adapterRecord(key) else { continue }
                    found.append(("\(tenant.platform)/\(tenant.host)", .object(record.value)))
                }
                return found
            }
        }
        return records.sorted { $0.0 < $1.0 }
    }
}

extension JSONObject {
    fileprivate init(counts: [(String, Int)]) {
        self.init(members: counts.map { ($0.0, .integer($0.1)) })
    }

    fileprivate init(members: [(String, JSONValue)]) {
        self.init()
        for (key, value) in members { self[key] = value }
    }
}
