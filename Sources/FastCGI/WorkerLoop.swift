import HTTPCore

/// Answers one request after the other until the exchange ends.
///
/// One bad request, failing peer or refusing handler never ends the loop. The whole loop is one task of the
/// ``WorkerPool``: a task for each request cost a dozen allocations.
struct WorkerLoop: Sendable {
    let handler: any HTTPHandler
    /// Time since any fixed moment.
    let uptime: @Sendable () -> Duration
    /// Names a request that the front server has not named.
    let newRequestID: @Sendable () -> String
    /// Called after each answer, on the worker's thread.
    let onFinish: @Sendable (FinishedRequest) -> Void

    func serve(_ exchange: inout some FastCGIExchange & ~Copyable) async throws(FastCGIError) {
        while let received = try await exchange.next() {
            let start = uptime()
            var finished: FinishedRequest
            let response: HTTPResponse
            do throws(HTTPFailure) {
                var request = try received.request
                if request.requestID.isEmpty { request.requestID = newRequestID() }
                finished = FinishedRequest(method: request.method, path: request.path, requestID: request.requestID)
                response = await handler.answer(request)
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
}
