import CallLog
import HTTPCore

/// Finds out who sends a request: the session token, then the user row it names (contract section 2).
public struct SessionAuthenticator: Sendable {
    /// The contract's text T1, the same for every cause, so that nobody learns which it was.
    static let refusal = HTTPFailure(.badRequest, "Please go to Settings and authorize CRM platform")

    private let tokens: any SessionTokenCoding
    private let store: any Store
    private let time: any TimeSource

    /// - Parameters:
    ///   - tokens: Verifies and renews session tokens.
    ///   - store: Keeps the users.
    ///   - time: The clock of tokens.
    public init(tokens: any SessionTokenCoding, store: any Store, time: any TimeSource) {
        self.tokens = tokens
        self.store = store
        self.time = time
    }

    typealias CallLogReading =
        @Sendable (HTTPRequest, CRMUser, any StoreReader) throws(StoreError) -> [CallLogRecord]

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
    ///
    /// - Parameter reading: What else to read for the user, in the same transaction.
    func standing(
        of request: HTTPRequest,
        reading callLogs: @escaping CallLogReading
    ) async throws(HTTPFailure) -> Standing {
        let now = time.now()
        var best = Standing.none
        for token in [Self.bearerToken(of: request), request.query["jwtToken"]] {
            guard let token, !token.isEmpty else { continue }
            do throws(SessionTokenError) {
                let claims = try tokens.verify(token, now: now)
                switch await standing(of: claims, request, callLogs) {
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

    private func standing(
        of claims: SessionClaims,
        _ request: HTTPRequest,
        _ callLogs: @escaping CallLogReading
    ) async -> Standing {
        do throws(StoreError) {
            return try await store.read { store throws(StoreError) in
                guard let user = try store.user(claims.userID, platform: claims.platform) else {
                    return .valid(CRMSession(claims: claims, user: nil))
                }
                let isCurrent = claims.sessionVersion.map { $0 == user.sessionVersion } ?? user.acceptsUnversionedTokens
                guard isCurrent else { return .ended }
                let rows = try callLogs(request, user, store)
                return .valid(CRMSession(claims: claims, user: user, callLogs: rows))
            }
        } catch {
            return .storeFailed
        }
    }

    /// The token of `Authorization: Bearer <token>`, split at single spaces (contract 2.2 step 1).
    static func bearerToken(of request: HTTPRequest) -> String? {
        guard let field = request.headers["authorization"] else { return nil }
        let words = field.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].lowercased() == "bearer", !words[1].isEmpty else { return nil }
        return String(words[1])
    }
}
