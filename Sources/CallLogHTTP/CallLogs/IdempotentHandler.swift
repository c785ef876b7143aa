import CallLog
import HTTPCore
import StrictJSON

/// Replays the first reply to a repeated `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), per user.
///
/// A key lives 24 hours. A repeat waits for a request still in flight. The same key with another request is refused.
/// A reply that decided nothing (`pending`, no database, CRM out of reach) is not kept: its repeat is a new attempt,
/// which the claim rows keep from logging twice.
struct IdempotentHandler: SessionHandler {
    private static let life = Duration.seconds(86_400)
    private static let longestRequest = Duration.seconds(60)
    private static let patience = Duration.seconds(25)

    let handler: any SessionHandler
    let store: any Store
    let hashing: any IdentifierHashing
    let time: any TimeSource
    /// Whether the key's own refusals are a 4xx or 5xx, for a route whose 200 always holds what was made.
    var refusesByStatus = false

    private enum Turn: Sendable {
        case first
        case running
        case replay([UInt8])
        case otherRequest
    }

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        guard let text = request.headers["idempotency-key"], !text.isEmpty else {
            return try await handler.respond(to: request, as: session)
        }
        guard text.utf8.count <= 255 else {
            throw HTTPFailure(.badRequest, "The Idempotency-Key is longer than 255 characters.")
        }
        let key = IdempotencyKey(platform: session.claims.platform, userID: session.claims.userID, key: text)
        let digest = hashing.digest(Array("\(request.method.rawValue) \(request.path)\n".utf8) + request.body)
        let end = time.now() + Self.patience
        while true {
            switch await turn(key, digest) {
            case .failure: return try refused(.databaseFailed, .serviceUnavailable, outcome: "store-failed")
            case .success(.first): return try await run(request, session, key, digest)
            case .success(.replay(let body)):
                var response = HTTPResponse.json(body)
                response.set("replayed", for: .outcome)
                return response
            case .success(.otherRequest):
                let message = "This Idempotency-Key was used for another request. Use a new key."
                return try refused(ReturnMessage(message), .badRequest, outcome: "idempotency-mismatch")
            case .success(.running):
                guard time.now() < end else {
                    guard refusesByStatus else { return Reply.refusal(.beingLogged, .createCallLog) }
                    throw HTTPFailure(.serviceUnavailable, "The first of these requests is not done. Try again.")
                }
                await time.sleep(for: .milliseconds(50))
            }
        }
    }

    private func refused(
        _ message: ReturnMessage,
        _ status: HTTPStatus,
        outcome: String
    ) throws(HTTPFailure) -> HTTPResponse {
        if refusesByStatus { throw HTTPFailure(status, message.message) }
        return Reply.failure(message, outcome: outcome)
    }

    private func turn(_ key: IdempotencyKey, _ digest: [UInt8]) async -> Result<Turn, StoreError> {
        let now = time.now()
        do throws(StoreError) {
            let turn = try await store.write { store throws(StoreError) -> Turn in
                if let reply = try store.storedReply(key), reply.expiresAt > now {
                    if reply.requestDigest != digest { return .otherRequest }
                    if let body = reply.body { return .replay(body) }
                    if reply.runningUntil > now { return .running }
                }
                let running = StoredReply(
                    requestDigest: digest,
                    body: nil,
                    runningUntil: now + Self.longestRequest,
                    expiresAt: now + Self.life
                )
                try store.setStoredReply(running, for: key)
                return .first
            }
            return .success(turn)
        } catch {
            return .failure(error)
        }
    }

    private func run(
        _ request: HTTPRequest,
        _ session: CRMSession,
        _ key: IdempotencyKey,
        _ digest: [UInt8]
    ) async throws(HTTPFailure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await handler.respond(to: request, as: session)
        } catch {
            await keep(nil, for: key)
            throw error
        }
        let now = time.now()
        let kept = StoredReply(
            requestDigest: digest,
            body: response.body,
            runningUntil: now,
            expiresAt: now + Self.life
        )
        await keep(Self.isDecided(response) ? kept : nil, for: key)
        return response
    }

    private static func isDecided(_ response: HTTPResponse) -> Bool {
        guard response.status == .ok, let outcome = response.header(.outcome) else { return false }
        let undecided = ["being-logged", "outcome-unknown", "record-busy", "store-", "crm-", "body-unreadable"]
        return !undecided.contains { outcome.hasPrefix($0) }
    }

    /// Keeps or forgets the reply; if the store fails, the running mark ends by itself.
    private func keep(_ reply: StoredReply?, for key: IdempotencyKey) async {
        await ignoringFailure { () async throws(StoreError) in
            try await store.write { store throws(StoreError) in try store.setStoredReply(reply, for: key) }
        }
    }
}
