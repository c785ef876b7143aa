import CallLog
import FastCGI
import StrictJSON

extension Log {
    /// The line of one request: id, method, route, status, outcome, milliseconds.
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
        event["outcome"] = request.outcome.map { .string($0) }
        let total = Double(request.duration.components.seconds) * 1000 + milliseconds
        event["ms"] = JSONNumber(total).map { .number($0) }
        if !request.wasDelivered { event["delivered"] = false }
        write(event)
    }

    /// A line about the life of the process.
    func write(_ event: String, _ detail: String? = nil, at now: Timestamp) {
        var object: JSONObject = [
            "time": .string(now.rfc3339), "event": .string(event), "pid": .integer(Int(Processes.own)),
        ]
        object["detail"] = detail.map { .string($0) }
        write(object, at: .error)
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
