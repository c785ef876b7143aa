import HTTPCore
import StrictJSON

/// One request, taken apart.
struct FakePipedriveCall: Sendable {
    let method: String
    let path: String
    let rawQuery: String
    /// In the order sent.
    let query: [(name: String, value: String)]
    let body: [UInt8]
    let authorization: String?
    let contentType: String?
    /// Method and path with ids as `{id}`.
    let route: String
    /// The number that `{id}` stands for.
    let id: Int64?

    init(_ request: LoopbackHTTPServer.Request) {
        method = request.method
        path = request.path
        rawQuery = request.query
        query = request.query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (FormCoding.decode(String(parts[0])), parts.count > 1 ? FormCoding.decode(String(parts[1])) : "")
        }
        body = request.body
        authorization = request["Authorization"]
        contentType = request["Content-Type"]
        var id: Int64?
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            guard !segment.isEmpty, segment.allSatisfy(\.isNumber), let number = Int64(segment) else {
                return String(segment)
            }
            id = number
            return "{id}"
        }
        self.id = id
        route = "\(request.method) \(segments.joined(separator: "/"))"
    }

    subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    /// Budget tokens by the published costs.
    var tokens: Int {
        switch route {
        case "GET /v1/users/me", "GET /api/v1/users/me": 2
        case "GET /api/v1/activityTypes", "GET /v1/activityTypes", "GET /v1/leads", "GET /api/v1/leads",
            "GET /api/v2/persons/search":
            20
        case "GET /api/v2/persons/{id}", "GET /api/v2/activities/{id}": 1
        case "GET /api/v2/persons", "GET /api/v2/deals", "GET /api/v2/activities": 10
        case "POST /api/v2/persons", "POST /api/v2/activities", "PATCH /api/v2/activities/{id}": 5
        case "DELETE /api/v2/activities/{id}": 3
        default: 0
        }
    }
}

/// What the fake says to a call.
struct FakePipedriveAnswer: Sendable {
    var status: Int
    var body: JSONValue?
    /// For what is no JSON.
    var text: String?
    var headers: [(String, String)] = []

    static func data(_ data: JSONValue, status: Int = 200, additional: JSONValue? = nil) -> FakePipedriveAnswer {
        var body: JSONObject = ["success": true, "data": data]
        if let additional { body["additional_data"] = additional }
        return FakePipedriveAnswer(status: status, body: .object(body))
    }

    static func refused(
        _ error: String,
        status: Int = 400,
        code: String = "ERR_SCHEMA_VALIDATION_FAILED"
    ) -> FakePipedriveAnswer {
        FakePipedriveAnswer(
            status: status,
            body: ["success": false, "error": .string(error), "code": .string(code)],
            headers: [("x-correlation-id", "fake-correlation")]
        )
    }

    static func invalid(_ field: String, _ text: String) -> FakePipedriveAnswer {
        refused("Validation failed: \(field): \(text)")
    }

    static func unknown(_ field: String) -> FakePipedriveAnswer {
        invalid(field, "Parameter '\(field)' is not allowed for this request")
    }

    static func v1(_ error: String, status: Int) -> FakePipedriveAnswer {
        FakePipedriveAnswer(
            status: status,
            body: [
                "success": false, "error": .string(error), "error_info": "See the documentation", "data": nil,
                "additional_data": nil,
            ]
        )
    }

    static let notFound = refused("Entity not found", status: 404, code: "ERR_NOT_FOUND")
    static let gone = refused("Entity was deleted", status: 410, code: "ERR_GONE")

    /// The gateway's own shape.
    static let unauthorized = FakePipedriveAnswer(
        status: 401,
        body: [
            "success": false, "error": "unauthorized access", "errorCode": 401,
            "error_info": "Please check developers.pipedrive.com",
        ],
        headers: [("x-401-by-gw", "true")]
    )
}
