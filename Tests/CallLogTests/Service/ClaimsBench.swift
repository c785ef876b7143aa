import CallLogTesting

@testable import CallLog

/// Claims on a store in memory, by a clock that stands still.
struct ClaimsBench {
    let store = InMemoryStore()
    let time = ManualTime()
    let policy = CallLogPolicy()
    let tenant = Tenant(platform: "testCRM", host: "")
    var claims: CallLogClaims { CallLogClaims(store: store, time: time, random: SystemRandom(), policy: policy) }

    /// A claim of a new call; calls differ in session and body alone unless said otherwise.
    func claim(
        _ session: CallSessionID,
        body: String = "- Note: the same",
        contact: ContactID = "c1",
        start: Timestamp = Timestamp(seconds: 1_713_449_000)
    ) async throws -> CallLogClaims.Claim {
        let draft = CallLogDraft(
            sessionID: session,
            contact: CallContact(id: contact, type: "contact", name: "Carla Customer"),
            direction: .outbound,
            subject: "Outbound Call to Carla Customer",
            body: body,
            note: "the same",
            startTime: start,
            durationInSeconds: 60
        )
        let request = CreateRequest(
            key: CallLogKey(tenant: tenant, sessionID: session, owner: "u:testUserId"),
            identity: ExtensionIdentity(),
            userID: "testUserId",
            digest: [1],
            payloadDigest: draft.recognisablePart
        )
        guard case .mine(let claim) = try await claims.claim(request, draft: draft) else {
            throw StoreError(.busy, detail: "claimed already")
        }
        return claim
    }
}
