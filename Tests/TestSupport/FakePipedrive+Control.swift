import CallLog
import StrictJSON

/// What a test sets up and looks at.
extension FakePipedrive {
    /// Something that goes wrong with a request.
    public enum Fault: Sendable {
        /// Executes, and answers late.
        case delay(Duration)
        /// Never answers, and executes late.
        case waitThenExecute(Duration)
        case dropBeforeExecuting
        case executeThenDrop
        case executeThenFail(status: Int = 500)
        case fail(status: Int = 500)
        /// 429 of the burst limit.
        case burst(retryAfter: Int?)
        /// 429 of the daily budget.
        case dailyBudgetSpent
        case executeThenGarbage
        case executeThenTruncate
        /// Answers as ever, but the activity shows in reads and lists only later.
        case visibleLate(Duration)
        /// Drops the answer, and the activity shows only later.
        case visibleLateThenDrop(Duration)
        case hang
        case executeThenHang
    }

    /// One request as it was received.
    public struct RequestRecord: Sendable {
        public let method: String
        public let path: String
        public let query: String
        public let body: String
        /// Budget tokens it cost; 0 for OAuth.
        public let tokens: Int
        /// `nil` if it was not executed.
        public let status: Int?
        public let at: Timestamp

        /// `POST /api/v2/activities`, with ids as `{id}`.
        public let route: String
    }

    public struct Tokens: Sendable {
        public let access: String
        public let refresh: String
    }

    /// Lets something go wrong.
    ///
    /// - Parameters:
    ///   - route: `POST /api/v2/activities`, with ids as `{id}`.
    ///   - skipping: So many requests of the route pass first.
    ///   - times: So many requests are hit then.
    public func fail(_ route: String, skipping: Int = 0, times: Int = 1, with fault: Fault) {
        change { $0.faults.append(.init(route: route, skipping: skipping, times: times, fault: fault)) }
    }

    public func clearFaults() {
        change { $0.faults = [] }
    }

    /// Every request so far, in the order executed.
    public var requests: [RequestRecord] { change { $0.requests } }

    public func requests(of route: String) -> [RequestRecord] { requests.filter { $0.route == route } }

    public func clearRequests() {
        change { $0.requests = [] }
    }

    /// Budget tokens that all requests so far cost.
    public var tokensSpent: Int { requests.reduce(0) { $0 + $1.tokens } }

    /// Activities that are not deleted, whether they show yet or not, by id.
    public var activities: [JSONObject] {
        change { state in
            state.activities.values.map(\.object).filter { $0["is_deleted"] != true }
                .sorted { ($0["id"]?.numberValue?.int64 ?? 0) < ($1["id"]?.numberValue?.int64 ?? 0) }
        }
    }

    /// How deleted records answer a read.
    public enum DeletedForm: Sendable {
        case notFound, gone, flagged
    }

    public func answerDeleted(as form: DeletedForm) {
        change { $0.deletedForm = form }
    }

    /// Changes an activity as a person would in Pipedrive.
    public func editActivity(_ id: Int64, _ edit: @Sendable (inout JSONObject) -> Void) {
        let now = core.now()
        change { state in
            guard var activity = state.activities[id] else { return }
            edit(&activity.object)
            activity.object["update_time"] = .string(Timestamp(seconds: now.seconds).rfc3339)
            state.activities[id] = activity
        }
    }

    /// Adds a user of the one company and returns tokens for them.
    @discardableResult
    public func addUser(_ id: Int64, name: String = "Ada Agent") -> Tokens {
        let now = core.now()
        return change { state in
            state.users[id] = name
            return state.issue(to: id, at: now)
        }
    }

    /// A code that can be traded once.
    public func authorizationCode(for user: Int64, code: String = "code-1") -> String {
        change { $0.codes[code] = user }
        return code
    }

    public func addPerson(_ id: Int64, name: String, phones: [String] = [], organization: Int64? = nil) {
        change { state in
            let phones = phones.enumerated().map { index, value -> JSONValue in
                ["value": .string(value), "primary": .bool(index == 0), "label": "work"]
            }
            state.persons[id] = [
                "id": .integer(id), "name": .string(name), "owner_id": 777,
                "org_id": organization.map { .integer($0) } ?? .null, "phones": .array(phones), "emails": [],
                "is_deleted": false,
            ]
        }
    }

    public func deletePerson(_ id: Int64) {
        change { $0.persons[id] = nil }
    }

    public func addDeal(_ id: Int64, title: String, person: Int64, owner: Int64 = 777, status: String = "open") {
        change { state in
            state.deals[id] = [
                "id": .integer(id), "title": .string(title), "person_id": .integer(person),
                "owner_id": .integer(owner), "status": .string(status),
            ]
        }
    }

    public func addLead(_ id: String, title: String, person: Int64, owner: Int64 = 777) {
        change { state in
            state.leads.append([
                "id": .string(id), "title": .string(title), "person_id": .integer(person),
                "owner_id": .integer(owner), "is_archived": false,
            ])
        }
    }

    /// Replaces the activity types; the first set is `call`, `meeting` and `task`.
    public func setActivityTypes(_ types: [(key: String, name: String, isActive: Bool)]) {
        change { $0.types = types.map { .init(key: $0.key, name: $0.name, isActive: $0.isActive) } }
    }

    /// Daily tokens left to the company; `nil` leaves the headers out.
    public func setDailyTokens(_ left: Int?) {
        change { $0.dailyTokens = left }
    }

    /// Ends every access token issued so far.
    public func expireAccessTokens() {
        change { $0.accessTokens = [:] }
    }

    public func revokeRefreshTokens() {
        change { $0.refreshTokens = [:] }
    }

    /// Whether a refresh makes a new refresh token, and whether it refuses in a form body instead of JSON.
    public func setRefreshing(rotates: Bool = true, refusesAsForm: Bool = false) {
        change { ($0.rotatesRefreshTokens, $0.refusesAsForm) = (rotates, refusesAsForm) }
    }

    /// What every token issued from now on begins with.
    public func setTokenPrefix(_ prefix: String) {
        change { $0.tokenPrefix = prefix }
    }

    /// The `api_domain` of token replies.
    public func setAPIDomain(_ text: String?) {
        change { $0.apiDomain = text }
    }

    public func setCompanyDomain(_ text: String) {
        change { $0.companyDomain = text }
    }
}
