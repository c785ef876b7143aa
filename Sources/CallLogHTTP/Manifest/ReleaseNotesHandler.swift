import HTTPCore
import StrictJSON

/// `GET /releaseNotes`: what is new, by version; the client shows the entry of the manifest's version (contract 13.1).
struct ReleaseNotesHandler: HTTPHandler {
    /// What the present version brings.
    private static let notes: [(type: String, description: String)] = [
        ("New", "Calls are logged once, whatever is repeated, interrupted or sent twice."),
        ("New", "Notes keep every character and line break, and an edit changes only what you edit."),
        ("New", "Contacts, dispositions, recordings, smart notes and transcripts are logged with the call."),
    ]

    let server: ServerDescription

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let notes = Self.notes.map { note -> JSONValue in
            ["type": .string(note.type), "description": .string(note.description)]
        }
        let reply: JSONObject = [server.version: ["global": .array(notes)]]
        return .json(JSONValue.object(reply).encoded)
    }
}
