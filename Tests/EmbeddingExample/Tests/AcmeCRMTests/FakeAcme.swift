import CallLog
import HTTPCore
import StrictJSON
import Synchronization
import TinyHTTP

/// Acme as its API describes it, over real HTTP.
final class FakeAcme: Sendable {
    private let server: HTTPServer
    private let serving: Task<Void, Never>

    init(time: any TimeSource) throws {
        let notes = AcmeNotes(time: time)
        server = try HTTPServer()
        serving = Task { [server] in await server.run { notes.answer($0) } }
    }

    deinit {
        serving.cancel()
    }

    var baseURL: String { "http://127.0.0.1:\(server.port)" }
}

/// Acme's records, one owner per API key.
private final class AcmeNotes: Sendable {
    private struct Note {
        var owner: String
        var createdAt: Int64
        var fields: JSONObject
        var json: JSONValue { .object(fields) }
    }

    private struct State {
        var notes: [String: Note] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    private let time: any TimeSource

    init(time: any TimeSource) {
        self.time = time
    }

    func answer(_ request: Request) -> Response {
        guard let owner = request["authorization"]?.dropFirst("Bearer ".count), owner.hasPrefix("key-") else {
            return .json(#"{"error":"unknown key"}"#, status: 401)
        }
        let body = (try? JSONValue(parsing: request.body).objectValue) ?? [:]
        let parts = request.path.split(separator: "/").map { FormCoding.decode(String($0)) }
        let query = QueryParameters(parsing: String(request.target.drop { $0 != "?" }.dropFirst()))
        return state.withLock { state in
            switch (request.method, parts.first, parts.dropFirst().first) {
            case ("GET", "me", nil):
                .json(#"{"id":"\#(owner.dropFirst(4))","name":"Alex Agent"}"#)
            case ("POST", "notes", nil):
                create(body, owner: String(owner), in: &state)
            case ("GET", "notes", nil):
                list(query["reference"], owner: String(owner), in: state)
            case (_, "notes", let id?):
                change(id, request.method, body, in: &state)
            default:
                .json(#"{"error":"nothing here"}"#, status: 404)
            }
        }
    }

    private func create(_ body: JSONObject, owner: String, in state: inout State) -> Response {
        guard body["title"]?.stringValue?.isEmpty == false, (body["text"]?.stringValue?.utf8.count ?? 0) <= 20_000
        else { return .json(#"{"error":"title and text"}"#, status: 422) }
        if body["contact"]?.stringValue == "gone" { return .json(#"{"error":"no contact"}"#, status: 404) }
        state.count += 1
        let id = "note-\(state.count)"
        var note = Note(owner: owner, createdAt: time.now().milliseconds, fields: body)
        note.fields["id"] = .string(id)
        note.fields["createdAt"] = .integer(note.createdAt)
        state.notes[id] = note
        return .json(String(decoding: note.json.encoded, as: UTF8.self), status: 201)
    }

    private func list(_ reference: String?, owner: String, in state: State) -> Response {
        let found = state.notes.values.filter { note in
            note.owner == owner && note.fields["reference"]?.stringValue == reference
        }.sorted { $0.createdAt < $1.createdAt }
        let reply: JSONObject = ["notes": .array(found.map(\.json))]
        return .json(String(decoding: JSONValue.object(reply).encoded, as: UTF8.self))
    }

    private func change(_ id: String, _ method: String, _ body: JSONObject, in state: inout State) -> Response {
        guard var note = state.notes[id] else { return .json(#"{"error":"no note"}"#, status: 404) }
        switch method {
        case "GET": break
        case "PATCH":
            for member in body.members { note.fields[member.key] = member.value }
            state.notes[id] = note
        case "DELETE":
            state.notes[id] = nil
            return Response(status: 204)
        default: return .json(#"{"error":"method"}"#, status: 405)
        }
        return .json(String(decoding: note.json.encoded, as: UTF8.self))
    }
}
