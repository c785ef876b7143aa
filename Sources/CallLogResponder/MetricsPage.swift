import CallLog
import FastCGI
import HTTPCore
import SQLiteStore
import ServerAssembly

/// `GET /metrics`: what this process counts, for Prometheus.
///
/// Of several workers, whichever takes the request answers with its own numbers, so every sample carries the label
/// `pid`; sum over it. What the database says (`calllog_claims`) is the same in each. nginx passes the path on a loopback
/// address alone.
struct MetricsPage: HTTPHandler {
    static let path = "/metrics"
    private static let start = ContinuousClock.now

    let metrics: Metrics
    let parts: ServerParts
    let server: FastCGIServer
    let restarts: @Sendable () -> Int

    init(metrics: Metrics, parts: ServerParts, server: FastCGIServer, restarts: @escaping @Sendable () -> Int) {
        self.metrics = metrics
        self.parts = parts
        self.server = server
        self.restarts = restarts
        _ = Self.start
    }

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard request.method == .get else {
            throw HTTPFailure(
                .methodNotAllowed,
                "This address does not offer that method. Use GET.",
                headers: [(.allow, "GET")]
            )
        }
        var page = PrometheusText(common: [("pid", "\(Processes.own)")])
        writeRequests(to: &page)
        writeCRMCalls(to: &page)
        writeClaims(to: &page)
        writeServer(to: &page)
        return HTTPResponse(contentType: .prometheus, body: Array(page.text.utf8))
    }

    private func writeRequests(to page: inout PrometheusText) {
        let counts = metrics.counts
        page.metric("calllog_requests_total", .counter, "Answers by route, method and outcome.")
        for (answer, count) in counts.answers.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            page.sample(
                "calllog_requests_total",
                [("route", answer.route), ("method", answer.method), ("outcome", answer.outcome)],
                count
            )
        }
        let name = "calllog_request_seconds"
        page.metric(name, .histogram, "Time from the complete request to the written answer.")
        for (route, histogram) in counts.seconds.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (bound, count) in zip(Metrics.bounds, histogram.counts) {
                sum += count
                page.sample("\(name)_bucket", [("route", route), ("le", "\(bound)")], sum)
            }
            page.sample("\(name)_bucket", [("route", route), ("le", "+Inf")], histogram.total)
            page.sample("\(name)_sum", [("route", route)], "\(histogram.sum)")
            page.sample("\(name)_count", [("route", route)], histogram.total)
        }
    }

    private func writeCRMCalls(to page: inout PrometheusText) {
        page.metric("calllog_crm_calls_total", .counter, "Calls to CRMs by platform and status, or why there was none.")
        for (kind, count) in parts.traffic.counts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            page.sample("calllog_crm_calls_total", [("platform", kind.platform), ("result", kind.result)], count)
        }
    }

    private func writeClaims(to page: inout PrometheusText) {
        let claims: [SQLiteStore.OpenClaims]
        do throws(StoreError) {
            claims = try parts.store.openClaims()
        } catch {
            // A database that cannot be read is a number too.
            return page.single("calllog_store_up", .gauge, "Whether the database can be read.", 0)
        }
        page.single("calllog_store_up", .gauge, "Whether the database can be read.", 1)
        let now = parts.time.now()
        let states = [CallLogRecord.State.pending, .unknown]
        page.metric("calllog_claims", .gauge, "Undecided calls by state.")
        for state in states {
            let count = claims.first { $0.state == state }?.count ?? 0
            page.sample("calllog_claims", [("state", state.rawValue)], count)
        }
        page.metric("calllog_claims_oldest_seconds", .gauge, "Age of the oldest undecided call by state.")
        for state in states {
            let oldest = claims.first { $0.state == state }?.oldest
            let age = oldest.map { max(0, now.milliseconds - $0.milliseconds) / 1000 } ?? 0
            page.sample("calllog_claims_oldest_seconds", [("state", state.rawValue)], Int(age))
        }
    }

    private func writeServer(to page: inout PrometheusText) {
        let now = server.statistics
        page.single("calllog_connections_total", .counter, "Connections taken from the socket.", now.accepted)
        page.single("calllog_gate_rejections_total", .counter, "Connections closed by the gate.", now.rejected)
        page.single("calllog_overloads_total", .counter, "Requests answered 503 as the queue was full.", now.overloads)
        page.single("calllog_queue_length", .gauge, "Requests that wait for a thread.", now.queueLength)
        page.single("calllog_connections_pending", .gauge, "Connections whose request is not whole.", now.pending)
        page.single("calllog_threads", .gauge, "Threads that answer requests.", parts.settings.threads)
        page.single("calllog_threads_busy", .gauge, "Threads with a request now, this one among them.", now.busyWorkers)
        page.single("calllog_worker_restarts_total", .counter, "Workers replaced because they died.", restarts())
        let uptime = Int((ContinuousClock.now - Self.start).components.seconds)
        page.single("calllog_uptime_seconds", .gauge, "Time since this process started.", uptime)
    }
}
