import CallLog
import StrictJSON

extension PipedriveAdapter: CRMDiagnosing {
    /// How long a refresh token lives that is not used (Pipedrive, OAuth authorization, step 7).
    private static let refreshTokenLife = Duration.seconds(60 * 86_400)

    public func places(for user: CRMUser?) -> [String] {
        guard let user else { return [configuration.accessTokenURI] }
        if let base = configuration.apiBaseURL { return ["\(base)/"] }
        return PipedriveHost.isValid(user.hostname) ? ["https://\(user.hostname)/"] : []
    }

    public func findings(about user: CRMUser) async throws(CRMError) -> [Finding] {
        [refreshFinding(user), try await activityTypeFinding(user), try await budgetFinding(user)].compactMap { $0 }
    }

    private func refreshFinding(_ user: CRMUser) -> Finding? {
        guard user.refreshToken != nil, let expiry = user.tokenExpiry else { return nil }
        let unused = time.now() - expiry
        guard unused > Self.refreshTokenLife else { return nil }
        return .fail(
            "token",
            "the refresh token was not used for \(unused.components.seconds / 86_400) days, and Pipedrive drops it after 60",
            advice: "The person connects again from the extension."
        )
    }

    private func activityTypeFinding(_ user: CRMUser) async throws(CRMError) -> Finding {
        guard let known = try await activityTypes.kept(for: user) else {
            return .ok("activity types", "not read yet; the first call reads them")
        }
        let text = "\(known.count) kept, \(known.age.spoken) old"
        guard known.hasCallType else {
            return .warn("activity types", "\(text), none named like a call", advice: PipedriveActivityTypes.advice)
        }
        return .ok("activity types", text)
    }

    private func budgetFinding(_ user: CRMUser) async throws(CRMError) -> Finding {
        let scope = records.tenantScope(of: user)
        let kept = try await records.record(PipedriveBudget.kind, id: PipedriveBudget.id, scope: scope)
        guard let kept, let left = kept.value["dailyRemaining"]?.numberValue?.int64,
            let limit = kept.value["dailyLimit"]?.numberValue?.int64
        else { return .ok("budget", "Pipedrive has told none yet") }
        let text = "\(left) of \(limit) tokens left, as of \((time.now() - kept.updatedAt).spoken) ago"
        guard left * 10 < limit else { return .ok("budget", text) }
        return .warn(
            "budget",
            text,
            advice: "Calls fail when it is spent; find what else uses the company's budget, or let Pipedrive raise it."
        )
    }
}
