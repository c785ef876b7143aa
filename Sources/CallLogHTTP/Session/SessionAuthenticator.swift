import CallLog
import HTTPCore

/// Finds out who sends a request: the session token, then the user row it names (contract section 2).
public struct SessionAuthenticator: Sendable {
    /// The contract's text T1, the same for every cause, so that nobody learns which it was.
    static let refusal = HTTPFailure(.badRequest, "Please go to Settings and authorize CRM platform")

    private let tokens: any SessionTokenCoding
    private let store: any Store
    private let time: any TimeSource

    public init(tokens: any SessionTokenCoding, store: any Store, time: any TimeSource) {
        self.tokens = tokens
        self.store = store
        self.time = time
    }

    /// What a request's token is worth.
    enum Standing: Sendable {
        case valid(CRMSession)
        /// Authentic, but expired or revoked.
        case ended
        case none
        /// Authentic, but the user's row could not be read.
        case storeFailed
    }

    /// Looks at the tokens of a request.
    ///
    /// A bearer token counts first; one that does not verify leaves the word to `?jwtToken=`. A session the user has
    /// ended is refused like a forged one. A valid token of a user without a row is a session without a user.
    func standing(of request: HTTPRequest) async throws(HTTPFailure) -> Standing {
        let now = time.now()
        var best = Standing.none
        for token in [Self.bearerToken(of: request), request.query["jwtToken"]] {
            guard let token, !token.isEmpty else { continue }
            do throws(SessionTokenError) {
                let claims = try tokens.verify(token, now: now)
                switch await standing(of: claims) {
                case .ended: best = .ended
                case let decided: return decided
                }
            } catch .expired {
                best = .ended
            } catch {
                continue
            }
        }
        return best
    }

    /// A renewed token for a session that ends within a week (contract 2.4).
    func renewedToken(for session: CRMSession) -> String? {
        guard session.user != nil, let claims = tokens.renewed(session.claims, now: time.now()) else { return nil }
        do throws(SessionTokenError) {
            return try tokens.issue(claims)
        } catch {
            return nil  // The old token is still good; the next request tries again.
        }
    }

    private func standing(of claims: SessionClaims) async -> Standing {
        let user: CRMUser?
        do throws(StoreError) {
            user = try await store.read { store throws(StoreError) in
                try store.user(claims.userID, platform: claims.platform)
            }
        } catch {
            return .storeFailed
        }
        guard let user else { return .valid(CRMSession(claims: claims, user: nil)) }
        let isCurrent = claims.sessionVersion.map { $0 == user.sessionVersion } ?? user.acceptsUnversionedTokens
        return isCurrent ? .valid(CRMSession(claims: claims, user: user)) : .ended
    }

    /// The token of `Authorization: Bearer <token>`, split at single spaces (contract 2.2 step 1).
    static func bearerToken(of request: HTTPRequest) -> String? {
        guard let field = request.headers["authorization"] else { return nil }
        let words = field.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].lowercased() == "bearer", !words[1].isEmpty else { return nil }
        return String(words[1])
    }
}
