import HTTPCore

/// Sends requests over HTTPS with libcurl: verified, bounded, never redirected, never resent.
///
/// One thread of its own carries every transfer, so a waiting request blocks nobody. Connections are kept and reused.
/// Only `https` URLs are accepted, and `http` where the host is `127.0.0.1`, `[::1]` or `localhost`. The environment
/// (proxy variables, netrc) is not read.
///
/// Cancelling the calling task does not stop a transfer: a request that has left may have been acted on, and only its
/// reply tells.
public final class CurlClient: HTTPClient {
    /// How one request ended; free of secrets, fit for a log line.
    public struct FinishedRequest: Sendable {
        /// Without the port; empty when the URL itself was refused.
        public let host: String
        /// The status of the reply, or why there is none.
        public let outcome: Result<Int, HTTPClientError>
        /// From the call of `send` to its end.
        public let milliseconds: Int
    }

    private let loop: CurlLoop
    private let thread: LoopThread
    private let onFinish: (@Sendable (FinishedRequest) -> Void)?

    /// Starts the client's thread.
    ///
    /// - Parameters:
    ///   - onFinish: Called once for each request on the caller's executor, before `send` returns.
    /// - Throws: ``CurlClientError`` when a setting is unusable, no CA certificates are found or libcurl cannot start.
    public init(
        configuration: Configuration = Configuration(),
        onFinish: (@Sendable (FinishedRequest) -> Void)? = nil
    ) throws(CurlClientError) {
        let loop = try CurlLoop(settings: TransferSettings(configuration))
        guard let thread = LoopThread({ loop.run() }) else {
            loop.discard()
            throw CurlClientError(.noThread)
        }
        self.loop = loop
        self.thread = thread
        self.onFinish = onFinish
    }

    deinit {
        shutdown()
    }

    /// Stops the thread and closes every connection; outstanding and later calls of `send` fail.
    ///
    /// Returns when the thread has ended. Harmless when repeated.
    public func shutdown() {
        loop.stop()
        thread.join()
    }

    public func send(_ request: OutboundRequest) async throws(HTTPClientError) -> OutboundResponse {
        let start = ContinuousClock.now
        let prepared: PreparedRequest
        do throws(HTTPClientError) {
            prepared = try PreparedRequest(request)
        } catch {
            report(host: "", .failure(error), since: start)
            throw error
        }
        // libcurl counts in milliseconds as a C long; a day is longer than any call.
        let deadline = start + min(request.timeout, .seconds(86_400))
        let result = await withCheckedContinuation { continuation in
            loop.submit(Transfer(request: prepared, deadline: deadline, continuation: continuation))
        }
        report(host: prepared.url.host, result.map(\.status), since: start)
        return try result.get()
    }

    private func report(host: String, _ outcome: Result<Int, HTTPClientError>, since start: ContinuousClock.Instant) {
        guard let onFinish else { return }
        onFinish(
            FinishedRequest(
                host: host,
                outcome: outcome,
                milliseconds: (ContinuousClock.now - start).wholeMilliseconds
            )
        )
    }
}
