import CallLog
import HTTPCore
import StrictJSON

/// The replies of the two logins (contract 13.1).
enum LoginReply {
    static func connected(_ login: LoginService.Login, to displayName: String) -> HTTPResponse {
        var response = message(
            ReturnMessage("Connected to \(displayName).", .success, ttlInMilliseconds: 1000),
            outcome: "ok",
            ["jwtToken": .string(login.token), "name": .string(login.user.name)]
        )
        // The reply holds a session token.
        response.set("no-store", for: .cacheControl)
        return response
    }

    /// No token: the client stays disconnected and shows the message.
    static func refused(_ refusal: LoginRefusal, _ displayName: String, status: HTTPStatus = .ok) -> HTTPResponse {
        var response = message(.refused(refusal, displayName), outcome: refusal.description)
        response.status = status
        return response
    }

    private static func message(
        _ message: ReturnMessage,
        outcome: String,
        _ members: JSONObject = [:]
    ) -> HTTPResponse {
        var object = members
        object["returnMessage"] = message.json
        var response = HTTPResponse.json(JSONValue.object(object).encoded)
        response.set(outcome, for: .outcome)
        return response
    }
}

extension ReturnMessage {
    static func refused(_ refusal: LoginRefusal, _ name: String) -> ReturnMessage {
        switch refusal {
        case .keyMissing: ReturnMessage("Enter the API key of your \(name) account and connect again.")
        case .codeMissing:
            ReturnMessage(
                "Not connected to \(name) yet. Continue to \(name) in the window that opened and allow access."
            )
        case .deniedByPerson: ReturnMessage("Not connected: access was not allowed in \(name). Connect again to retry.")
        case .platformNotOffered:
            ReturnMessage("This server does not offer \(name). Ask your administrator to enable it.")
        case .otherLoginKind: ReturnMessage("\(name) cannot be connected this way. Reload the extension and try again.")
        case .crm(let error): refused(error, name)
        case .store: .databaseFailed
        case .noToken: ReturnMessage("The server could not finish the login. Connect again.", .error)
        }
    }

    private static func refused(_ error: CRMError, _ name: String) -> ReturnMessage {
        let advice =
            switch error.reason {
            case .credentialsRejected, .dataRefused:
                "\(name) did not accept the key or code. Check it, or connect again for a new one."
            case .notPermitted: "Your \(name) account does not allow access by apps. Ask its administrator."
            case .rateLimited: "\(name) receives too many requests at the moment. Try again in a minute."
            case .budgetSpent: "The daily request budget of your \(name) account is spent. Try again tomorrow."
            case .notSent, .outcomeUnknown, .unavailable: "\(name) cannot be reached. Try again in a minute."
            case .unreadableReply, .logMissing, .contactMissing:
                "\(name) gave an answer we do not understand. Contact support."
            case .setupIncomplete(let advice): advice
            case .storeFailed: "The server could not save the login. Try again in a minute."
            }
        return ReturnMessage("Could not load user information", ttlInMilliseconds: 3000, details: advice)
    }
}
