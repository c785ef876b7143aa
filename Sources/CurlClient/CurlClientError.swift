/// Why a ``CurlClient`` could not start.
public struct CurlClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is missing.
    public enum Reason: String, Hashable, Sendable {
        /// The CA file cannot be read, or none is where distributions keep theirs.
        case caFileMissing
        /// A setting is out of range or contains characters it may not.
        case settingInvalid
        /// libcurl lacks something this client relies on, or does not start.
        case libraryUnusable
        /// The system would not start the client's thread.
        case noThread
    }

    /// What the caller acts on.
    public let reason: Reason
    /// Fit for a log line.
    public let detail: String

    init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    public var description: String {
        detail.isEmpty ? "CurlClient: \(reason)" : "CurlClient: \(reason): \(detail)"
    }

    /// What the administrator should do next.
    public var advice: String {
        switch reason {
        case .caFileMissing: "Install the ca-certificates package or name a readable PEM file of CA certificates."
        case .settingInvalid: "Correct the named setting."
        case .libraryUnusable: "Install libcurl 7.87 or newer, built with OpenSSL."
        case .noThread: "Raise the limit on threads or processes."
        }
    }
}
