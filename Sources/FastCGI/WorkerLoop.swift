import HTTPCore

/// Answers requests on the calling thread until the exchange ends.
///
/// One bad request, failing peer or refusing handler never ends the loop.
struct WorkerLoop: Sendable {
    let handler: any HTTPHandler
    /// Time since any fixed moment.
    let uptime: @Sendable () -> Duration
    /// Names a request that the front server has not named.
    let newRequestID: @Sendable () -> String
    /// Called after each answer, on the worker's thread.
    let onFinish: @Sendable (FinishedRequest) -> Void

    func serve(_ exchange: inout some FastCGIExchange & ~Copyable) throws(FastCGIError) {
        let thread = WorkerThread()
        while let received = try exchange.next() {
            let start = uptime()
            var finished: FinishedRequest
            let response: HTTPResponse
            do throws(HTTPFailure) {
                var request = try received.request
                if request.requestID.isEmpty { request.requestID = newRequestID() }
                finished = FinishedRequest(method: request.method, path: request.path, requestID: request.requestID)
                response = answer(request, on: thread)
            } catch {
                finished = FinishedRequest(refused: received.variables, orNamed: newRequestID)
                response = error.response
            }
            let encoded = finished.complete(with: response)
            finished.wasDelivered = exchange.reply(encoded)
            finished.duration = uptime() - start
            onFinish(finished)
        }
    }

    private func answer(_ request: HTTPRequest, on thread: WorkerThread) -> HTTPResponse {
        let handler = handler
        let response = thread.run { await handler.answer(request) }
        return response ?? HTTPResponse.text("The server could not finish this request.", status: .internalServerError)
    }
}
