import CallLog
import HTTPCore
import StrictJSON

/// `POST /user/settings`: takes over the user's choices and answers the settings as they stand (contract 13.1).
struct SaveSettingsHandler: SessionHandler {
    /// Most bytes of one user's settings, as JSON: every request reads them.
    private static let limitInBytes = 65_536

    let settings: UserSettingsService
    let adapters: AdapterRegistry

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        let body = try RequestBody.object(of: request)
        guard adapters[session.claims.platform] != nil else { throw HTTPFailure(.badRequest, "Unknown platform") }
        guard let user = session.user else { throw HTTPFailure(.badRequest, ReturnMessage.userNotFound.message) }
        let sent = body["userSettings"]?.objectValue ?? [:]
        guard JSONValue.object(sent).encoded.count <= Self.limitInBytes else {
            throw HTTPFailure(.badRequest, "These settings are larger than this server accepts.")
        }
        do throws(CallLogRefusal) {
            let merged = try await settings.change(
                sent,
                removing: (body["settingKeysToRemove"]?.arrayValue ?? []).compactMap(\.stringValue),
                of: user,
                account: request.hashedAccountID
            )
            return .json(JSONValue.object(["userSettings": .object(merged)]).encoded)
        } catch .userNotFound {
            throw HTTPFailure(.badRequest, ReturnMessage.userNotFound.message)
        } catch {
            throw HTTPFailure(.serviceUnavailable, ReturnMessage.refused(error, .saveSettings).message)
        }
    }
}
