import CallLog
import StrictJSON

/// The notification a reply carries for the person (contract 1.3).
struct ReturnMessage: Sendable {
    /// The levels today's client shows; it drops any other.
    enum Level: String, Sendable {
        case success
        case warning
        case error
    }

    var message: String
    var level: Level
    var ttlInMilliseconds: Int
    /// One section of details under the message.
    var details: String?

    init(_ message: String, _ level: Level = .warning, ttlInMilliseconds: Int = 5000, details: String? = nil) {
        self.message = message
        self.level = level
        self.ttlInMilliseconds = ttlInMilliseconds
        self.details = details
    }

    var json: JSONValue {
        var object: JSONObject = ["message": .string(message), "messageType": .string(level.rawValue)]
        if let details {
            object["details"] = [
                ["title": "Details", "items": [["id": "1", "type": "text", "text": .string(details)]]]
            ]
        }
        object["ttl"] = .integer(ttlInMilliseconds)
        return .object(object)
    }
}
