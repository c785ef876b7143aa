import CallLog
import StrictJSON

/// Everything a ``FakePipedrive`` knows, and how it answers.
struct FakePipedriveState: Sendable {
    struct Activity: Sendable {
        var object: JSONObject
        /// From when on reads and lists show it.
        var visibleAt: Timestamp
    }

    struct ActivityType: Sendable {
        var key: String
        var name: String
        var isActive: Bool
    }

    struct FaultRule: Sendable {
        var route: String
        var skipping: Int
        var times: Int
        var fault: FakePipedrive.Fault
    }

    let clientID: String
    let clientSecret: String
    var users: [Int64: String] = [:]
    var persons: [Int64: JSONObject] = [:]
    var deals: [Int64: JSONObject] = [:]
    var leads: [JSONObject] = []
    var activities: [Int64: Activity] = [:]
    var types: [ActivityType] = [
        .init(key: "call", name: "Call", isActive: true), .init(key: "meeting", name: "Meeting", isActive: true),
        .init(key: "task", name: "Task", isActive: true),
    ]
    var codes: [String: Int64] = [:]
    var accessTokens: [String: (user: Int64, until: Timestamp)] = [:]
    var refreshTokens: [String: Int64] = [:]
    var rotatesRefreshTokens = true
    var refusesAsForm = false
    var tokenPrefix = ""
    var apiDomain: String? = "https://acme.pipedrive.com"
    var companyDomain = "acme"
    var deletedForm = FakePipedrive.DeletedForm.notFound
    var delayOfNextActivity: Duration?
    var dailyTokens: Int? = 30_000
    var requests: [FakePipedrive.RequestRecord] = []
    var faults: [FaultRule] = []
    private var lastNumber: Int64 = 5000

    static let companyID: Int64 = 4242

    init(clientID: String, clientSecret: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    mutating func nextNumber() -> Int64 {
        lastNumber += 1
        return lastNumber
    }

    mutating func takeFault(for call: FakePipedriveCall) -> FakePipedrive.Fault? {
        for index in faults.indices where faults[index].route == call.route {
            if faults[index].skipping > 0 {
                faults[index].skipping -= 1
                return nil
            }
            let fault = faults[index].fault
            faults[index].times -= 1
            if faults[index].times <= 0 { faults.remove(at: index) }
            return fault
        }
        return nil
    }

    mutating func record(_ call: FakePipedriveCall, status: Int?, at now: Timestamp) {
        requests.append(
            .init(
                method: call.method,
                path: call.path,
                query: call.rawQuery,
                body: String(decoding: call.body, as: UTF8.self),
                tokens: status == nil ? 0 : call.tokens,
                status: status,
                at: now,
                route: call.route
            )
        )
    }

    /// The headers every API reply carries.
    func headers(for call: FakePipedriveCall, at now: Timestamp) -> [(String, String)] {
        var headers = [("Date", HTTPDateText.of(now))]
        guard !call.path.hasPrefix("/oauth/") else { return headers }
        headers += [("x-ratelimit-limit", "80"), ("x-ratelimit-remaining", "79"), ("x-ratelimit-reset", "2")]
        if let dailyTokens {
            headers.append(("x-daily-ratelimit-token-limit", "30000"))
            headers.append(("x-daily-ratelimit-token-remaining", String(max(dailyTokens, 0))))
        }
        return headers
    }

    mutating func answer(_ call: FakePipedriveCall, at now: Timestamp) -> FakePipedriveAnswer {
        switch call.route {
        case "POST /oauth/token": return token(call, at: now)
        case "POST /oauth/revoke": return revoke(call)
        default: break
        }
        guard let user = bearer(of: call, at: now) else { return .unauthorized }
        if let dailyTokens {
            guard dailyTokens >= call.tokens else {
                self.dailyTokens = 0
                return .refused("Daily API token budget exceeded", status: 429, code: "ERR_RATE_LIMIT")
            }
            self.dailyTokens = dailyTokens - call.tokens
        }
        switch call.route {
        case "GET /v1/users/me", "GET /api/v1/users/me": return me(user)
        case "GET /v1/activityTypes", "GET /api/v1/activityTypes": return activityTypes()
        case "GET /v1/leads", "GET /api/v1/leads": return leads(call)
        case "GET /api/v2/persons/search": return search(call)
        case "GET /api/v2/persons/{id}": return person(call)
        case "POST /api/v2/persons": return createPerson(call, user)
        case "GET /api/v2/deals": return deals(call)
        case "POST /api/v2/activities": return createActivity(call, user, at: now)
        case "GET /api/v2/activities": return listActivities(call, at: now)
        case "GET /api/v2/activities/{id}": return activity(call, at: now)
        case "PATCH /api/v2/activities/{id}": return updateActivity(call, at: now)
        case "DELETE /api/v2/activities/{id}": return deleteActivity(call, at: now)
        default:
            // Out of support since 2026-08-01: whoever still calls them must notice.
            let old = ["activities", "persons", "deals"].contains { entity in
                ["/v1/", "/api/v1/"].contains { call.path.hasPrefix($0 + entity) }
            }
            return old ? .v1("This endpoint is not supported any more", status: 410) : .v1("Not found", status: 404)
        }
    }

    private func bearer(of call: FakePipedriveCall, at now: Timestamp) -> Int64? {
        guard let header = call.authorization, header.hasPrefix("Bearer "),
            let token = accessTokens[String(header.dropFirst(7))], token.until > now
        else { return nil }
        return token.user
    }

    /// The first query parameter that is not allowed, repeated or empty.
    static func badQuery(_ call: FakePipedriveCall, allowing names: Set<String>) -> FakePipedriveAnswer? {
        var seen: Set<String> = []
        for (name, value) in call.query {
            guard names.contains(name) else { return .unknown(name) }
            guard seen.insert(name).inserted, !value.isEmpty else { return .invalid(name, "must have one value") }
        }
        return nil
    }
}
