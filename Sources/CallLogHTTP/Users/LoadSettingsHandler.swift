import CallLog
import HTTPCore
import StrictJSON

/// `GET /user/settings`: the user's settings, merged with the account's (contract 13.1).
///
/// A user whose row is gone gets an empty object like one whose session has ended: the client asks for settings before
/// it logs out and stays stuck if that fails (client.md section 4).
struct LoadSettingsHandler: SessionHandler {
    /// What an ended session is told.
    static var nothing: HTTPResponse {
        var response = HTTPResponse.json(JSONValue.object([:]).encoded)
        response.set("session-ended", for: .outcome)
        return response
    }

    let settings: UserSettingsService

    func respond(to request: HTTPRequest, as session: CRMSession) async throws(HTTPFailure) -> HTTPResponse {
        guard let user = session.user else { return Self.nothing }
        do throws(CallLogRefusal) {
            let merged = try await settings.settings(of: user, account: request.hashedAccountID)
            return .json(JSONValue.object(merged).encoded)
        } catch {
            throw HTTPFailure(.serviceUnavailable, ReturnMessage.refused(error, .getSettings).message)
        }
    }
}
