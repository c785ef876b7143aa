import CallLog
import HTTPCore
import StrictJSON

/// `GET /implementedInterfaces`: what a platform's adapter can do, by the reference's names of its hooks
/// (contract 13.1).
struct ImplementedInterfacesHandler: HTTPHandler {
    let adapters: AdapterRegistry

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let name = request.query["platform"], !name.isEmpty else {
            throw HTTPFailure(.badRequest, "Please provide platform.")
        }
        guard let adapter = adapters[Platform(rawValue: name)] else {
            throw HTTPFailure(.badRequest, "Platform not found")
        }
        return .json(JSONValue.object(Self.interfaces(of: adapter)).encoded)
    }

    private static func interfaces(of adapter: any CRMAdapter) -> JSONObject {
        var object: JSONObject = ["getAuthType": true]
        switch adapter.profile.authentication {
        case .apiKey: object["getBasicAuth"] = true
        case .oauth: object["getOauthInfo"] = true
        }
        let canFind = adapter is any ContactFinding
        let abilities: [(String, Bool)] = [
            ("getUserInfo", true), ("createCallLog", true), ("updateCallLog", true), ("getCallLog", true),
            ("createMessageLog", false), ("updateMessageLog", false),
            ("createContact", adapter is any ContactCreating), ("findContact", canFind),
            ("listAppointments", false), ("createAppointment", false), ("updateAppointment", false),
            ("refreshAppointment", false), ("confirmAppointment", false), ("cancelAppointment", false),
            ("unAuthorize", true), ("upsertCallDisposition", adapter is any DispositionWriting),
            ("findContactWithName", canFind), ("getUserList", false), ("getManagedAuthOptions", false),
            ("getLicenseStatus", false), ("getLogFormatType", true), ("refreshUserInfo", false),
            ("cacheCallNote", true),
        ]
        for (name, isImplemented) in abilities { object[name] = .bool(isImplemented) }
        return object
    }
}
