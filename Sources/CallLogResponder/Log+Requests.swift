import CallLog
import FastCGI
import StrictJSON

extension Log {
    /// The line of one request: id, method, route, platform, status, outcome, CRM status, milliseconds.
    ///
    /// A burst of equal errors is summed up.
    func write(_ request: FinishedRequest, at now: Timestamp) {
        let milliseconds = Double(request.duration.components.attoseconds / 1_000_000_000_000) / 1000
        var event: JSONObject = [
            "time": .string(now.rfc3339),
            "event": "request",
            "id": .string(request.requestID),
            "method": .string(request.method.rawValue),
            "route": .string(request.path),
            "status": .integer(request.status.code),
        ]
        event["platform"] = request.facts.platform.map { .string($0) }
        event["outcome"] = request.outcome.map { .string($0) }
        event["crmStatus"] = request.facts.crmStatus.map { .integer($0) }
        let total = Double(request.duration.components.seconds) * 1000 + milliseconds
        event["ms"] = JSONNumber(total).map { .number($0) }
        if !request.wasDelivered { event["delivered"] = false }
        guard request.status.code >= 400 else { return write(event) }
        // Without an outcome no route was reached, and a path may be anything.
        let kind = request.outcome.map { "\($0) \(request.path)" } ?? "refused"
        writeLimited(event, kind: "\(request.status.code) \(kind)")
    }

    /// A line about the life of the process.
    func write(_ event: String, _ detail: String? = nil, at now: Timestamp) {
        var object: JSONObject = [
            "time": .string(now.rfc3339), "event": .string(event), "pid": .integer(Int(Processes.own)),
        ]
        object["detail"] = detail.map { .string($0) }
        write(object, at: .error)
    }

    /// A line about something that went wrong; a burst of equal ones is summed up.
    func writeFailure(_ event: String, _ detail: String, at now: Timestamp) {
        let object: JSONObject = [
            "time": .string(now.rfc3339), "event": .string(event), "pid": .integer(Int(Processes.own)),
            "detail": .string(detail),
        ]
        writeLimited(object, kind: "\(event) \(detail)", at: .error)
    }

    /// A line about the life of the supervisor or of a worker.
    func write(_ event: LifeEvent, at now: Timestamp) {
        var object: JSONObject = ["time": .string(now.rfc3339), "event": .string(event.name)]
        object["pid"] = .integer(Int(Processes.own))
        object["worker"] = event.pid.map { .integer(Int($0)) }
        object["slot"] = event.slot.map { .integer($0) }
        object["generation"] = event.generation.map { .integer($0) }
        object["ms"] = event.duration.map { .integer(Int($0 / .milliseconds(1))) }
        object["detail"] = event.detail.map { .string($0) }
        write(object, at: .error)
    }
}
