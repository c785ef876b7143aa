import CallLog
import StrictJSON

/// What `user set` was told; `nil` keeps the present value.
struct UserChange: Sendable {
    var name: String?
    var hostname: String?
    var accessToken: AccessToken?
    var refreshToken: RefreshToken?
    var tokenExpiry: Timestamp?
    var timeZoneName: String?
    var timeZoneOffset: String?
    var settings: JSONObject?

    init(_ arguments: Arguments) throws(CommandError) {
        name = arguments["name"]
        hostname = arguments["hostname"]?.lowercased()
        accessToken = try Self.secret("access-token-file", arguments).map { AccessToken($0) }
        refreshToken = try Self.secret("refresh-token-file", arguments).map { RefreshToken($0) }
        timeZoneName = arguments["timezone"]
        timeZoneOffset = arguments["timezone-offset"]
        if let zone = timeZoneName, ZoneDirectory().secondsFromUTC(in: zone, at: Timestamp(seconds: 0)) == nil {
            throw .usage(UsageError("--timezone is no time zone of this system, such as Europe/Berlin"))
        }
        if let offset = timeZoneOffset, !Self.isOffset(offset) {
            throw .usage(UsageError("--timezone-offset is no offset, such as +02:00"))
        }
        tokenExpiry = try parsed { () throws(UsageError) in try arguments.time("token-expiry") }
        if let path = arguments["settings"] { settings = try Self.object(in: path) }
    }

    func apply(to user: inout CRMUser) {
        if let name { user.name = name }
        if let hostname { user.hostname = hostname }
        if let accessToken { user.accessToken = accessToken }
        if let refreshToken { user.refreshToken = refreshToken }
        if let tokenExpiry { user.tokenExpiry = tokenExpiry }
        if let timeZoneName { user.timeZoneName = timeZoneName }
        if let timeZoneOffset { user.timeZoneOffset = timeZoneOffset }
        if let settings { user.settings = settings }
    }

    /// `+HH:MM` or `-HH:MM`.
    private static func isOffset(_ text: String) -> Bool {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard text.hasPrefix("+") || text.hasPrefix("-"), parts.count == 2, parts.allSatisfy({ $0.count == 2 }),
            let hours = Int(parts[0]), let minutes = Int(parts[1])
        else { return false }
        return (0...15).contains(hours) && (0...59).contains(minutes)
    }

    private static func secret(_ option: String, _ arguments: Arguments) throws(CommandError) -> String? {
        guard let path = arguments[option] else { return nil }
        var text = try Console.contents(of: path)
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw .failed("\(path) is empty") }
        return text
    }

    /// A file that holds one JSON object.
    static func object(in path: String) throws(CommandError) -> JSONObject {
        let text = try Console.contents(of: path)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw .failed("\(path) is not valid JSON (\(error.reason.rawValue) at byte \(error.offset))")
        }
        guard let object = value.objectValue else { throw .failed("\(path) holds no JSON object") }
        return object
    }
}
