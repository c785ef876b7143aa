import Foundation
import Testing

/// Contacts and calls (client.md sections 2 and 3).
extension AppConnectClient {
    private var identityQuery: String {
        generation == .of2025 ? "" : "&extensionNumber=101&hashedExtensionId=\(hashedExtensionID)"
    }

    private func identified(_ body: [String: Any]) -> [String: Any] {
        generation == .of2025
            ? body : body.merging(["extensionNumber": "101", "hashedExtensionId": hashedExtensionID]) { own, _ in own }
    }

    /// Whom the client offers for a number, in the order of the form.
    func contacts(_ number: String, isExtension: Bool = false) throws -> [[String: Any]] {
        let format = "%2B1**********,(***)%20***-****"
        guard
            let reply = try expect(
                "GET",
                "/contact?phoneNumber=\(number)&overridingFormat=\(format)&isExtension=\(isExtension)"
            )
        else { return [] }
        // The client goes through the list whatever `successful` says.
        let list = try #require(try reply.json["contact"] as? [[String: Any]], "\(reply.text)")
        if try !reply.isSuccessful { try show(reply) }
        return list
    }

    func createContact(_ number: String, name: String) throws -> [String: Any]? {
        guard
            let reply = try expect(
                "POST",
                "/contact",
                body: [
                    "phoneNumber": number, "newContactName": name, "newContactType": "contact",
                    "additionalSubmission": [:],
                ]
            )
        else { return nil }
        let contact = try #require(try reply.json["contact"] as? [String: Any])
        _ = try #require(contact["id"])
        try show(reply)
        return contact
    }

    /// What the history shows for these calls: the ids of the logged ones.
    func matches(_ sessions: [String]) throws -> [String] {
        guard
            let reply = try expect(
                "GET",
                "/callLog?sessionIds=\(sessions.joined(separator: ","))&requireDetails=false\(identityQuery)"
            )
        else { return [] }
        return try reply.logs.filter { $0["matched"] as? Bool == true }.compactMap { $0["sessionId"] as? String }
    }

    /// What the edit form is filled with.
    func form(_ session: String) throws -> [String: Any] {
        guard let reply = try expect("GET", "/callLog?sessionIds=\(session)&requireDetails=true\(identityQuery)") else {
            return [:]
        }
        let log = try #require(try reply.logs.first { $0["sessionId"] as? String == session })
        return try #require(log["logData"] as? [String: Any], "\(reply.text)")
    }

    func log(_ body: [String: Any]) throws {
        guard let reply = try expect("POST", "/callLog", body: identified(body)) else { return }
        let isLogged = try reply.isSuccessful
        try show(reply, fallback: isLogged ? "success: Call log added" : "warning: Failed to save call log")
        if isLogged, let fields = body["additionalSubmission"] as? [String: Any], !fields.isEmpty {
            try dispose(body["logInfo"] as? [String: Any], fields)
        }
    }

    private func dispose(_ info: [String: Any]?, _ fields: [String: Any]) throws {
        guard profile["disableDisposition"] as? Bool != true else { return }
        try setDisposition("\(info?["sessionId"] ?? "")", fields)
    }

    func setDisposition(_ session: String, _ fields: [String: Any]) throws {
        let body: [String: Any] = [
            "sessionId": session, "dispositions": fields.merging(["note": "n"]) { own, _ in own },
            "additionalSubmission": fields,
        ]
        guard let reply = try expect("PUT", "/callDisposition", body: identified(body)) else { return }
        try show(reply)
    }

    /// - Parameter isShown: Only an update from the edit form notifies.
    func update(_ body: [String: Any], isShown: Bool = true) throws {
        guard let reply = try expect("PATCH", "/callLog", body: identified(body)) else { return }
        guard isShown else { return #expect(try reply.isSuccessful, "\(reply.text)") }
        try show(
            reply,
            fallback: try reply.isSuccessful ? "success: Call log updated" : "warning: Call log update failed"
        )
    }

    func cacheNote(_ session: String, _ note: String) throws {
        _ = try expect("POST", "/callLog/cacheNote", body: ["sessionId": session, "note": note])
    }
}
