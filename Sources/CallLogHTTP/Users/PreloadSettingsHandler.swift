import CallLog
import HTTPCore
import StrictJSON

/// `GET /user/preloadSettings`: where an account keeps its manifest, asked before anybody is logged in (contract 13.1).
///
/// Because anybody may ask, it tells this one setting and no other.
struct PreloadSettingsHandler: HTTPHandler {
    private static let manifestSetting = "customCrmManifestUrl"

    let settings: UserSettingsService

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let account = request.hashedAccountID else {
            throw HTTPFailure(.badRequest, "Cannot find rc user login")
        }
        let stored: JSONObject
        do throws(CallLogRefusal) {
            stored = try await settings.accountSettings(account)
        } catch {
            throw HTTPFailure(.serviceUnavailable, ReturnMessage.refused(error, .getSettings).message)
        }
        guard let entry = stored[Self.manifestSetting], let url = entry["value"]?.stringValue else {
            return .json(JSONValue.object([:]).encoded)
        }
        let reply: JSONObject = [
            "userSettings": [Self.manifestSetting: entry], Self.manifestSetting: ["url": .string(url)],
        ]
        return .json(JSONValue.object(reply).encoded)
    }
}
