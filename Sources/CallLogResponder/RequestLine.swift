import CallLog
import FastCGI
import StrictJSON

/// The log line of one request: id, method, route, platform, status, outcome, CRM status, milliseconds.
struct RequestLine {
    let request: FinishedRequest
    let time: Timestamp

    var event: JSONObject {
        var event: JSONObject = [
            "time": .string(time.rfc3339),
            "event": "request",
            "id": .string(request.requestID),
            "method": .string(request.method.rawValue),
            "route": .string(request.path),
            "status": .integer(request.status.code),
        ]
        event["platform"] = request.facts.platform.map { .string($0) }
        event["outcome"] = request.outcome.map { .string($0) }
        event["crmStatus"] = request.facts.crmStatus.map { .integer($0) }
        event["ms"] = JSONNumber(Double(microseconds) / 1000).map { .number($0) }
        if !request.wasDelivered { event["delivered"] = false }
        return event
    }

    /// ``event`` as a line with its line feed, byte by byte the same: 0.5 µs instead of 1.7.
    var encoded: [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line.append(contentsOf: #"{"time":""#.utf8)
        time.appendRFC3339(to: &line)
        line.append(contentsOf: #"","event":"request","id":"#.utf8)
        request.requestID.appendJSON(to: &line)
        line.append(contentsOf: #","method":"#.utf8)
        request.method.rawValue.appendJSON(to: &line)
        line.append(contentsOf: #","route":"#.utf8)
        request.path.appendJSON(to: &line)
        line.append(contentsOf: #","status":"#.utf8)
        line.append(contentsOf: String(request.status.code).utf8)
        if let platform = request.facts.platform {
            line.append(contentsOf: #","platform":"#.utf8)
            platform.appendJSON(to: &line)
        }
        if let outcome = request.outcome {
            line.append(contentsOf: #","outcome":"#.utf8)
            outcome.appendJSON(to: &line)
        }
        if let status = request.facts.crmStatus {
            line.append(contentsOf: #","crmStatus":"#.utf8)
            line.append(contentsOf: String(status).utf8)
        }
        line.append(contentsOf: #","ms":"#.utf8)
        line.appendThousandths(microseconds)
        if !request.wasDelivered { line.append(contentsOf: #","delivered":false"#.utf8) }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    private var microseconds: Int64 {
        let (seconds, attoseconds) = request.duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

extension [UInt8] {
    /// Appends so many thousandths as JSON writes a number: without a fraction that is zero, without zeros at its end.
    fileprivate mutating func appendThousandths(_ thousandths: Int64) {
        append(contentsOf: String(thousandths / 1000).utf8)
        var rest = thousandths % 1000
        if rest == 0 { return }
        append(UInt8(ascii: "."))
        var unit: Int64 = 100
        while rest > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
