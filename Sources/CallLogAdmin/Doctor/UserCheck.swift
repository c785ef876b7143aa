import CallLog
import ServerAssembly

/// Whether calls of one user can be logged.
struct UserCheck {
    private static let again = "The person connects again from the extension."

    let platform: Platform
    let id: CRMUserID
    /// `nil`: the database or the keys are not to be had.
    let server: ServerParts?
    let time: any TimeSource

    func findings() async -> [Finding] {
        guard let server else {
            return [.fail("user", "\(platform)/\(id) not looked at", advice: "Mend database and keys first.")]
        }
        do throws(StoreError) {
            let (id, platform) = (id, platform)
            let user = try await server.store.read { store throws(StoreError) in try store.user(id, platform: platform)
            }
            guard let user else {
                return [.fail("user", "there is no \(platform)/\(id)", advice: "calllogctl user list shows who is.")]
            }
            guard let adapter = server.adapters[platform] else {
                let advice = "Set the settings of \(platform) again."
                return [.fail("user", "\(platform)/\(id): this server does not offer \(platform)", advice: advice)]
            }
            return [standing(of: user), tokenFinding(user, adapter)].compactMap { $0 }
                + (await told(user, adapter, server))
        } catch {
            return [.fail("user", error.description, advice: error.advice)]
        }
    }

    private func standing(of user: CRMUser) -> Finding {
        let name = "\(platform)/\(id)"
        if user.isRevoked {
            return .fail("user", "\(name): the CRM has refused to renew the login", advice: Self.again)
        }
        if user.accessToken == nil { return .fail("user", "\(name) has logged out", advice: Self.again) }
        let age = (time.now() - user.updatedAt).spoken
        return .ok(
            "user",
            "\(name) is connected\(user.hostname.isEmpty ? "" : " to \(user.hostname)"), changed \(age) ago"
        )
    }

    private func tokenFinding(_ user: CRMUser, _ adapter: any CRMAdapter) -> Finding? {
        guard user.accessToken != nil, !user.isRevoked else { return nil }
        guard let expiry = user.tokenExpiry else { return .ok("token", "it has no end") }
        let left = expiry - time.now()
        let canRenew = adapter is any TokenRefreshing && user.refreshToken != nil
        let text = left > .zero ? "it ends in \(left.spoken)" : "it ended \((.zero - left).spoken) ago"
        if canRenew { return .ok("token", "\(text) and is renewed by the next call that needs it") }
        if left > .zero { return .warn("token", "\(text), and nothing renews it", advice: Self.again) }
        return .fail("token", "\(text), and nothing renews it", advice: Self.again)
    }

    private func told(_ user: CRMUser, _ adapter: any CRMAdapter, _ server: ServerParts) async -> [Finding] {
        guard let diagnosing = adapter as? any CRMDiagnosing else { return [] }
        var findings: [Finding]
        do throws(CRMError) {
            findings = try await diagnosing.findings(about: user)
        } catch {
            findings = [.fail("user", error.description, advice: "See the database above.")]
        }
        do throws(AssemblyError) {
            let check = CRMCheck(settings: server.settings, time: time)
            findings += try await check.findings(about: adapter, user: user)
        } catch {
            findings.append(.fail("crm", "not asked", advice: error.description))
        }
        return findings
    }
}
