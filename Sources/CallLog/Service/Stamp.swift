import Synchronization

/// Remembers whether a claim was stamped: without a stamp nothing was sent, so nothing can have happened.
final class Stamp: Sendable {
    private let claims: CallLogClaims
    private let claim: CallLogClaims.Claim
    private let wasSet = Mutex(false)

    init(claims: CallLogClaims, claim: CallLogClaims.Claim) {
        self.claims = claims
        self.claim = claim
    }

    var isSet: Bool { wasSet.withLock { $0 } }

    /// Stamps the claim, durably; throws if it is lost, and then nothing may be sent.
    func set(for platform: Platform) async throws(CRMError) {
        do throws(StoreError) {
            guard try await claims.stamp(claim) != nil else { throw StoreError(.busy, detail: "claim lost") }
        } catch {
            throw CRMError(.storeFailed, from: platform)
        }
        wasSet.withLock { $0 = true }
    }
}
