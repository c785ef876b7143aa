import HTTPCore

/// What went wrong, as far as libcurl can tell; whether the request had left decides what it means.
enum TransferFault: Hashable, Sendable {
    case address
    case name
    case connection
    case tls
    case time
    case transport
    case reply

    /// - Parameter requestLeft: Whether any byte of the request had been handed to the connection.
    func error(requestLeft: Bool, detail: String) -> HTTPClientError {
        HTTPClientError(reason(requestLeft: requestLeft), detail: detail)
    }

    private func reason(requestLeft: Bool) -> HTTPClientError.Reason {
        // After a first attempt on a connection that died, even "cannot connect" says nothing about the first.
        switch (self, requestLeft) {
        case (.time, true): .timedOutAfterSending
        case (.reply, true): .badReply
        case (_, true): .connectionLost
        case (.time, false): .timedOutBeforeSending
        case (.address, false): .refused
        case (.name, false): .nameNotResolved
        case (.tls, false): .tlsFailed
        case (.connection, false), (.transport, false), (.reply, false): .connectionFailed
        }
    }
}
