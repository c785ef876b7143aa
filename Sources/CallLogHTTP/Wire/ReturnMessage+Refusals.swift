import CallLog

/// What the person was trying to do, in the contract's words (contract 3.9).
enum Operation: String, Sendable {
    case createCallLog
    case getCallLog
    case updateCallLog
    case upsertCallDisposition
    case saveNoteCache
    case findContact
    case findContactWithName
    case createContact
    case getSettings
    case saveSettings

    var failure: String {
        switch self {
        case .createCallLog: "Error creating call log"
        case .getCallLog: "Error getting call log"
        case .updateCallLog: "Error updating call log"
        case .findContact: "Error finding contact"
        case .findContactWithName: "Error searching contacts"
        case .createContact: "Error creating contact"
        case .getSettings: "Error getting settings"
        case .saveSettings: "Error saving settings"
        case .upsertCallDisposition, .saveNoteCache: "Error performing \(rawValue)"
        }
    }

    func permissionAdvice(_ platform: Platform) -> String {
        switch self {
        case .createCallLog: "Please check if your account has permission to CREATE logs."
        case .getCallLog: "Please check if your account has permission to READ logs."
        case .updateCallLog:
            """
            Please check if the log entity still exists on \(platform) and your account has permission to EDIT logs.
            """
        case .findContact, .findContactWithName: "Please check if your account has permission to GET contacts."
        case .createContact: "Please check if your account has permission to CREATE contacts."
        case .upsertCallDisposition, .saveNoteCache, .getSettings, .saveSettings:
            "Please check if your account has the necessary permissions."
        }
    }
}

extension ReturnMessage {
    static let databaseFailed = ReturnMessage("Database operation failed")
    static let userNotFound = ReturnMessage("User not found")
    static let sessionExpired = ReturnMessage("User session expired. Please connect again.")

    static func missingField(_ name: String) -> ReturnMessage {
        ReturnMessage("The request has no usable \(name). Send \(name) and try again.")
    }

    static func refused(_ refusal: CallLogRefusal, _ operation: Operation) -> ReturnMessage {
        switch refusal {
        case .userNotFound: userNotFound
        case .sessionRevoked: sessionExpired
        case .platformNotOffered(let platform):
            ReturnMessage("This server does not offer \(platform). Ask your administrator to enable it.")
        case .contactNotFound(let number): ReturnMessage("Contact not found for number \(number ?? "(unknown)")")
        case .alreadyLogged(let session, _):
            ReturnMessage("Existing log for session \(session)", ttlInMilliseconds: 3000)
        case .beingLogged:
            ReturnMessage("This call is being logged. It appears in a moment; do not log it again.")
        case .outcomeUnknown:
            ReturnMessage(
                "The CRM has not confirmed this call yet. It will be completed automatically; do not log it by hand."
            )
        case .logNotFound: ReturnMessage("Cannot find log", ttlInMilliseconds: 3000)
        case .bodyUnreadable(let error):
            ReturnMessage(
                "\(operation.failure): the existing log could not be read, so nothing was changed. Try again.",
                details: refused(error, operation).details ?? refused(error, operation).message
            )
        case .noteTooLong(let platform, let limit):
            ReturnMessage(
                "The note is too long: \(platform) takes \(limit / 1000) kB with the call's details. Shorten it."
            )
        case .recordBusy: ReturnMessage("This log is being changed by another request. Try again in a moment.")
        case .dispositionsNotSupported(let platform): ReturnMessage("\(platform) does not store dispositions.")
        case .contactsNotSupported(let platform):
            ReturnMessage("\(operation.failure): \(platform) does not offer this.")
        case .crm(let error): refused(error, operation)
        case .store: databaseFailed
        }
    }

    /// A CRM's refusal by its meaning (contract 3.9 and 14.3 item 19).
    static func refused(_ error: CRMError, _ operation: Operation) -> ReturnMessage {
        let platform = error.platform
        return switch error.reason {
        case .credentialsRejected:
            ReturnMessage(
                "Authorization error",
                details: """
                    It seems like there's something wrong with your authorization of \(platform). \
                    Please Logout and then Connect your \(platform) account within this extension.
                    """
            )
        case .notPermitted: ReturnMessage(operation.failure, details: operation.permissionAdvice(platform))
        case .logMissing: ReturnMessage("The log was deleted in \(platform). Log the call again.")
        case .contactMissing: ReturnMessage("The contact was deleted in \(platform). Choose another one.")
        case .dataRefused(let field):
            ReturnMessage("\(platform) refused \(field ?? "the data"). Change it and try again.")
        case .rateLimited:
            ReturnMessage(
                "Rate limit exceeded",
                details: """
                    You have exceeded the maximum number of requests allowed by \(platform). \
                    Please try again in the next minute. If the problem persists please contact support.
                    """
            )
        case .budgetSpent:
            ReturnMessage(
                "Rate limit exceeded",
                details: """
                    The daily request budget of your \(platform) account is spent. \
                    It is renewed at midnight of the account's server; try again after that.
                    """
            )
        case .notSent: ReturnMessage("\(operation.failure): \(platform) cannot be reached. Try again in a minute.")
        case .outcomeUnknown, .unavailable:
            ReturnMessage("\(operation.failure): \(platform) did not answer. Try again in a minute.")
        case .unreadableReply:
            ReturnMessage("\(operation.failure): \(platform) gave an answer we do not understand. Contact support.")
        case .setupIncomplete(let advice): ReturnMessage(advice, .error, ttlInMilliseconds: 5000)
        case .storeFailed: databaseFailed
        }
    }
}
