import HTTPCore

/// Answers the one request of a plain CGI process (RFC 3875).
public enum PlainCGI {
    /// Reads the request from the environment and standard input, answers it on standard output.
    ///
    /// Exactly `CONTENT_LENGTH` bytes are read: a server need not end the input there (RFC 3875 section 4.2).
    ///
    /// - Returns: What was answered, for the access log.
    @discardableResult
    public static func answerOnce(
        handler: any HTTPHandler,
        environment: CGIVariables = .ofProcess(),
        bodyLimitInBytes: Int = 1 << 20
    ) throws(FastCGIError) -> FinishedRequest? {
        try answerOnce(
            handler: handler,
            exchange: PlainCGIExchange(environment: environment, bodyLimit: bodyLimitInBytes)
        )
    }

    static func answerOnce(
        handler: any HTTPHandler,
        exchange: some FastCGIExchange & Sendable
    ) throws(FastCGIError) -> FinishedRequest? {
        let finished = ResultSlot<FinishedRequest>()
        let loop = WorkerLoop(
            handler: handler,
            uptime: FastCGIServer.uptime,
            newRequestID: FastCGIServer.randomRequestID,
            onFinish: { request in finished.value.withLock { $0 = request } }
        )
        try WorkerPool(limit: 1).run { () async throws(FastCGIError) in
            var exchange = exchange
            try await loop.serve(&exchange)
        }
        return finished.value.withLock { $0 }
    }
}
