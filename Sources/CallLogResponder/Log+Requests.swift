import CallLog
import FastCGI
import StrictJSON

extension Log {
    /// The line of one request; a burst of equal errors is summed up.
    func write(_ request: FinishedRequest, at now: Timestamp) {
        let line = RequestLine(request: request, time: now)
        guard request.status.code >= 400 else {
            if admits(.info) { gather(line.encoded) }
            return
        }
        // Without an outcome no route was reached, and a path may be anything.
        let kind = request.outcome.map { "\($0) \(request.path)" } ?? "refused"
        writeLimited(line.event, kind: "\(request.status.code) \(kind)")
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
