import AcmeCRM
import CRMAdapters
import CallLog
import CallLogHTTP
import CurlClient
import HTTPCore
import SQLiteStore
import SessionToken
import TinyHTTP

// README: Embed it
/// Call logging as one part of a server that has other things to do.
struct CallLogging: Sendable {
    private let routes: Routes
    /// SQLite blocks the thread that asks: one of these, none of the server's own.
    private let threads: BlockingThreadPool

    init(database: String, secret: String, acme: String) throws {
        let secret = try ServerSecret(secret)
        let store = try SQLiteStore(path: database, sealing: SecretBox(current: DataKey(derivedFrom: secret)))
        threads = try BlockingThreadPool(count: 16)
        routes = Routes(
            store: store,
            adapters: [
                TestCRMAdapter(store: store, apiKeys: .any),
                AcmeAdapter(http: try CurlClient(), baseURL: acme),
            ],
            tokens: try SessionTokenCoder(secret: secret),
            hashing: try IdentifierHash(derivedFrom: secret),
            server: ServerDescription(version: "1.0")
        )
    }

    func answer(_ request: Request) async -> Response {
        let call = HTTPRequest(
            method: HTTPMethod(rawValue: request.method),
            target: request.target,
            headers: HTTPHeaders(request.headers),
            body: request.body
        )
        let answer = await withTaskExecutorPreference(threads) { await routes.answer(call) }
        return Response(status: answer.status.code, headers: answer.allHeaders, body: answer.body)
    }

    /// Finishes calls whose outcome was left open; runs beside the server until its task is cancelled.
    func recover() async {
        await withTaskExecutorPreference(threads) { await routes.recovery.run { print("call logging: \($0)") } }
    }
}
// README: end
