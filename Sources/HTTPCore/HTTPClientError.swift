/// Why no usable reply arrived.
///
/// Exactly-once logging depends on one question, ``mayHaveExecuted``: can the other side have acted on the request?
public struct HTTPClientError: Error, Hashable, Sendable {
    /// How far the request came.
    public enum Reason: String, Hashable, Sendable {
        /// The URL or its scheme is not allowed (only `https`, and `http` to loopback).
        case refused
        /// The host has no address, or none that may be connected to.
        case nameNotResolved
        /// Nobody accepted the connection.
        case connectionFailed
        /// The certificate does not verify, or there is no common version or cipher.
        case tlsFailed
        /// The deadline passed before the connection was ready to carry the request.
        case timedOutBeforeSending
        /// The deadline passed after the request, or part of it, had left.
        case timedOutAfterSending
        /// The connection broke after the request, or part of it, had left.
        case connectionLost
        /// The reply is not HTTP, was cut short, or is longer than the cap.
        case badReply
    }

    /// How far the request came.
    public let reason: Reason
    /// Fit for a log line: no URL, no header.
    public let detail: String

    /// - Parameter detail: For the log; no URL, no header.
    public init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// Whether the other side may have acted on the request.
    public var mayHaveExecuted: Bool {
        switch reason {
        case .refused, .nameNotResolved, .connectionFailed, .tlsFailed, .timedOutBeforeSending: false
        case .timedOutAfterSending, .connectionLost, .badReply: true
        }
    }
}
