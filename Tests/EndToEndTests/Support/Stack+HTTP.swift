import Foundation
import Testing

/// An answer as it came over the wire.
struct HTTPReply {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { values(of: name).first }

    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The body as a JSON object.
    var json: [String: Any] {
        get throws { try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any], "\(text)") }
    }

    /// The text a person is shown.
    var message: String? {
        get throws { (try json["returnMessage"] as? [String: Any])?["message"] as? String }
    }

    var isSuccessful: Bool {
        get throws { try json["successful"] as? Bool == true }
    }

    var logID: String? {
        get throws { try json["logId"] as? String }
    }

    var logs: [[String: Any]] {
        get throws { try #require(json["logs"] as? [[String: Any]], "\(text)") }
    }

    init(parsing bytes: [UInt8]) throws {
        let separator = Array("\r\n\r\n".utf8)
        let end = try #require(
            bytes.indices.first { bytes[$0...].starts(with: separator) },
            "no complete reply: \(String(decoding: bytes, as: UTF8.self))"
        )
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        status = try #require(Int(lines[0].split(separator: " ").dropFirst().first ?? ""))
        headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        body = Array(bytes[(end + 4)...])
    }

    /// Sends one request to a server on this machine and reads the whole answer.
    init(
        _ method: String,
        _ target: String,
        port: Int,
        headers: [String: String] = [:],
        body: String? = nil
    ) throws {
        let descriptor = try Sockets.connect(port: port)
        defer { close(descriptor) }
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
        var headers = headers
        if let body {
            headers["Content-Type"] = headers["Content-Type"] ?? "application/json"
            headers["Content-Length"] = headers["Content-Length"] ?? "\(body.utf8.count)"
        }
        lines += headers.map { "\($0.key): \($0.value)" }
        try Sockets.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8), on: descriptor)
        try self.init(parsing: Sockets.receiveAll(on: descriptor))
    }
}

extension Stack {
    /// Sends one request through nginx and reads the whole answer.
    func send(
        _ method: String,
        _ target: String,
        headers: [String: String] = [:],
        body: String? = nil
    ) throws -> HTTPReply {
        try HTTPReply(method, target, port: port, headers: headers, body: body)
    }

    /// Sends these bytes to nginx and reads what comes back, until the end or 40 s of silence.
    func sendRaw(_ bytes: [UInt8]) throws -> HTTPReply {
        let descriptor = try Sockets.connect(port: port)
        defer { close(descriptor) }
        try Sockets.send(bytes, on: descriptor)
        return try HTTPReply(parsing: Sockets.receiveAll(on: descriptor))
    }

    /// Asks nginx's own address for metrics.
    func metrics(_ target: String = "/metrics", method: String = "GET") throws -> HTTPReply {
        let descriptor = try Sockets.connect(path: "\(directory)/nginx/metrics.sock")
        defer { close(descriptor) }
        let request = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        try Sockets.send(Array(request.utf8), on: descriptor)
        return try HTTPReply(parsing: Sockets.receiveAll(on: descriptor))
    }

    func get(_ target: String, headers: [String: String] = [:]) throws -> HTTPReply {
        try send("GET", target, headers: headers)
    }

    func create(_ call: TestCall, token: String? = nil, headers: [String: String] = [:]) throws -> HTTPReply {
        try send("POST", "/callLog?jwtToken=\(token ?? self.token)", headers: headers, body: call.body)
    }

    func load(
        _ sessions: [String],
        details: Bool = false,
        token: String? = nil,
        extra: String = ""
    ) throws -> HTTPReply {
        let list = sessions.joined(separator: ",")
        return try get(
            "/callLog?jwtToken=\(token ?? self.token)&sessionIds=\(list)&requireDetails=\(details)\(extra)"
        )
    }

    func update(_ fields: [String: Any], token: String? = nil) throws -> HTTPReply {
        let body = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
        return try send("PATCH", "/callLog?jwtToken=\(token ?? self.token)", body: body)
    }
}

/// A call as the client would send it.
struct TestCall {
    var session: String
    var note = "Wants a quote."
    var contact: Any = 42
    var extra: [String: Any] = [:]
    var info: [String: Any] = [:]

    var body: String {
        var logInfo: [String: Any] = [
            "sessionId": session,
            "telephonySessionId": "s-\(session)",
            "startTime": "2024-04-18T14:03:21.000Z",
            "duration": 125,
            "direction": "Outbound",
            "result": "Call connected",
            "from": ["phoneNumber": "+16505550100", "name": "Alex Agent"],
            "to": ["phoneNumber": "+12125550147", "name": "Carla Customer"],
            "customSubject": "Outbound Call to Carla Customer",
        ]
        logInfo.merge(info) { $1 }
        logInfo = logInfo.filter { !($0.value is NSNull) }
        var object: [String: Any] = [
            "logInfo": logInfo, "note": note, "contactId": contact, "contactType": "contact",
            "contactName": "Carla Customer", "additionalSubmission": [String: Any](), "overridingFormat": [String](),
        ]
        object.merge(extra) { $1 }
        object = object.filter { !($0.value is NSNull) }
        let data = (try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
