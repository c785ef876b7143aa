import HTTPCore

/// One call of `send` on its way through the loop.
struct Transfer: Sendable {
    let request: PreparedRequest
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<OutboundResponse, HTTPClientError>, Never>

    func fail(_ error: HTTPClientError) {
        finish(.failure(error))
    }

    func finish(_ result: Result<OutboundResponse, HTTPClientError>) {
        continuation.resume(returning: result)
    }
}
