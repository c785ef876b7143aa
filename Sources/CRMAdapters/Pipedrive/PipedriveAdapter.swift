import CallLog
import HTTPCore

/// Logs calls as Pipedrive activities, by API v2 (https://developers.pipedrive.com/docs/api/v1, "Activities").
///
/// **Unique behaviours**
///
/// 1. API v2 refuses unknown keys, texts for numbers and empty texts, so a value we do not have is left out.
///    *Why this matters: one key too many and the whole call is refused with 400.*
/// 2. `person_id` is read-only; the person is the activity's primary participant. *Why this matters: the old way of
///    linking a person is a 400, and an activity without participant belongs to nobody.*
/// 3. `org_id` does not follow from the person. *Why this matters: without one read of the person (1 token) the call
///    is missing on the company's page.*
/// 4. `duration` and `due_time` are `HH:MM`, the latter in UTC and together with `due_date`. *Why this matters: `00:60`
///    and times that are not padded are refused; the exact seconds stand in the note.*
/// 5. `type` is the key of one of the account's own activity types, which accounts rename and delete. *Why this
///    matters: the list costs 20 tokens, so it is kept per company for a day and read again when it does not fit.*
/// 6. There is no external id and no idempotency key, and notes are sanitised. *Why this matters: our own record is
///    recognised by its payload, with the note compared as bare text, or by the session-id line.*
/// 7. Times like `add_time` have whole seconds of Pipedrive's clock. *Why this matters: "created after the claim" is
///    judged by that clock, which each reply's `Date` tells.*
/// 8. Budgets are shared by the whole company: a create costs 1 + 5 tokens, an update 5, a search 20. *Why this
///    matters: a small account has 30,000 a day for all its integrations.*
/// 9. Every company has a host of its own, and tokens name it. *Why this matters: the host is checked against a strict
///    pattern before each request, as a token must never go anywhere else.*
/// 10. The token endpoint answers a dead refresh token with 400 `invalid_grant`. *Why this matters: only that ends a
///    session; 401 there means that this server's own client id or secret is wrong.*
///
/// | status | meaning | action |
/// |---|---|---|
/// | 2xx with the data asked for | done | use it |
/// | 2xx with anything else | cannot tell | `unreadableReply` |
/// | 3xx | we never follow | `outcomeUnknown` after a write, else `unreadableReply` |
/// | 400, 422, other 4xx | refused | `dataRefused` with the first field named |
/// | 401 | access token ended | `credentialsRejected`: renewed and sent once more |
/// | 402, 403, 415 | plan, permission or feature | `notPermitted` |
/// | 403 as HTML | the gateway shuts out a client that kept sending | `rateLimited` |
/// | 404, 410 | the log or the person is gone | `logMissing`, `contactMissing` |
/// | 408 | gave up on us | `outcomeUnknown` |
/// | 429 | burst limit | `rateLimited`, after the longer of `Retry-After` and `x-ratelimit-reset` |
/// | 429, daily tokens 0 | the company's budget is spent | `budgetSpent` |
/// | 5xx | may have been executed | `unavailable` |
/// | no reply, nothing sent | not executed | `notSent` |
/// | no reply, sent | may have been executed | `outcomeUnknown` |
public struct PipedriveAdapter: CRMAdapter {
    public let platform: Platform = PipedriveAPI.platform
    public let bodyFormat = BodyFormat.html
    /// Pipedrive's cap on notes since 2025-09-21.
    public let bodyLimitInBytes: Int? = 100_000

    let configuration: PipedriveConfiguration
    let api: PipedriveAPI
    let tokens: PipedriveTokenEndpoint
    let activityTypes: PipedriveActivityTypes
    let records: AdapterRecords
    let time: any TimeSource

    /// - Parameter store: Keeps activity types and budgets per company.
    public init(
        http: any HTTPClient,
        configuration: PipedriveConfiguration,
        store: any Store,
        time: any TimeSource
    ) {
        let records = AdapterRecords(platform: PipedriveAPI.platform, store: store, time: time)
        let budget = PipedriveBudget(records: records, time: time)
        self.configuration = configuration
        self.api = PipedriveAPI(http: http, configuration: configuration, budget: budget, time: time)
        self.tokens = PipedriveTokenEndpoint(http: http, configuration: configuration, time: time)
        self.activityTypes = PipedriveActivityTypes(api: api, records: records, time: time)
        self.records = records
        self.time = time
    }
}
