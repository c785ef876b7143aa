import CallLog
import StrictJSON

/// Pipedrive's word that a user took the app off their account: `DELETE` on the redirect URI, with the app's own
/// credentials (contract 11.7, 14.4 item 47).
public struct PipedriveUninstall: Hashable, Sendable {
    /// The user's number in Pipedrive.
    public let userID: Int64
    /// The company's number in Pipedrive.
    public let companyID: Int64

    /// Why a notice was not taken.
    public enum Refusal: Error, Hashable, Sendable {
        /// No credentials, or not ours.
        case unauthorized
        /// No JSON object with the numbers of a user and a company, or for another app.
        case malformed
    }

    /// - Parameter authorization: The request's `Authorization` header.
    public init(
        authorization: String?,
        body: [UInt8],
        configuration: PipedriveConfiguration
    ) throws(Refusal) {
        let credentials = BasicCredentials(configuration.clientID, configuration.clientSecret.exposedText)
        guard let authorization, credentials.equal(authorization) else { throw .unauthorized }
        let notice: JSONValue
        do throws(JSONError) {
            notice = try JSONValue(parsing: body)
        } catch {
            throw .malformed
        }
        guard let userID = notice["user_id"].flatMap({ PipedriveActivity.identifier($0) }),
            let companyID = notice["company_id"].flatMap({ PipedriveActivity.identifier($0) }),
            notice["client_id"].map({ $0.stringValue == configuration.clientID }) ?? true
        else { throw .malformed }
        self.userID = userID
        self.companyID = companyID
    }

    /// The ids under which the user may be stored: today's form, and the older one without company.
    public var userIDs: [CRMUserID] {
        [
            CRMUserID(rawValue: "\(userID)-\(companyID)-\(PipedriveAPI.platform)"),
            CRMUserID(rawValue: "\(userID)-\(PipedriveAPI.platform)"),
        ]
    }

    /// Whether a stored user is the one meant: under the older id another company's user may be stored.
    public func concerns(_ user: CRMUser) -> Bool {
        guard user.platform == PipedriveAPI.platform, let index = userIDs.firstIndex(of: user.id) else { return false }
        if index == 0 { return true }
        guard let stored = user.additionalInfo["companyId"] else { return true }
        return PipedriveActivity.identifier(stored) == companyID
    }
}
